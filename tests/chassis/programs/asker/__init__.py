"""A small service that asks the sample service."""
