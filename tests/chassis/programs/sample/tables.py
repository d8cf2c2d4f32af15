"""The sample service's one table."""

from sqlalchemy import Column, String, Table
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
