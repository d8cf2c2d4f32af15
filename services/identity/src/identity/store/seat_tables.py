"""The numbers under which seats of organisations are told."""

from sqlalchemy import Sequence

from identity.store.columns import metadata

# What is told of an organisation later has a greater number: whoever tells has waited for his turn.
SEAT_VERSION = Sequence("seat_version", metadata=metadata)
