"""A small service that the chassis is tried on."""
