"""How much organisations have sent, and on which day there is room again."""

from sqlalchemy import CheckConstraint, Column, Date, Integer, String, Table
from sqlalchemy.dialects.postgresql import UUID

from notifications.store.tables import metadata

QUOTA_USE = Table(
    "quota_use",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("lane", String(10), primary_key=True),
    # The last day on which a message was given a place, and how many are on it.
    Column("day", Date, nullable=False),
    Column("count", Integer, nullable=False),
    CheckConstraint("lane IN ('platform', 'phone')", name="lane"),
    CheckConstraint("count > 0", name="count"),
)
