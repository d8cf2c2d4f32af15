"""The table of people who are to be forgotten; a row knows nobody any more once it is done."""

from sqlalchemy import CheckConstraint, Column, DateTime, Index, String, Table, Text, text
from sqlalchemy.dialects.postgresql import UUID

from notifications.store.tables import metadata

PERSON_ERASURE = Table(
    "person_erasure",
    metadata,
    Column("person_id", UUID(as_uuid=True), primary_key=True),
    Column("ordered_at", DateTime(timezone=True), nullable=False),
    # Both are forgotten when it is done.
    Column("email", String(320), nullable=True),
    Column("name", Text, nullable=True),
    # The last message that was looked at.
    Column("looked_until", UUID(as_uuid=True), nullable=True),
    Column("finished_at", DateTime(timezone=True), nullable=True),
    CheckConstraint(
        "(finished_at IS NULL) = (email IS NOT NULL AND name IS NOT NULL)", name="forgotten"
    ),
    Index(
        "ix_person_erasure_ordered_at",
        "ordered_at",
        postgresql_where=text("finished_at IS NULL"),
    ),
)
