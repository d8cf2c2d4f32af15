"""The sample service's tables: notes of organisations, and every attempt to do something."""

from sqlalchemy import Column, DateTime, Integer, String, Table, text
from sqlalchemy.dialects.postgresql import UUID

from chassis.tables import new_metadata

metadata = new_metadata()
NOTE = Table(
    "note",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("organisation_id", UUID(as_uuid=True), nullable=False),
    Column("words", String(200), nullable=False, unique=True),
)
ATTEMPT = Table(
    "attempt",
    metadata,
    Column("words", String(200), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
)
