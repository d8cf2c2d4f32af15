"""The ways into billing-docs, one group of calls a subject."""
