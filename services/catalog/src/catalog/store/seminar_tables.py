"""When seminars are held, and who has a place."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    text,
)
from sqlalchemy.dialects.postgresql import UUID

from catalog.store.columns import identifier, instant, metadata, organisation_id

# The vendor's own, the same for every organisation. Whoever takes a seat counts it here, so that
# callers who want the last one are answered one after another.
SEMINAR_DATE = Table(
    "seminar_date",
    metadata,
    identifier("id", primary_key=True),
    Column("content_id", UUID(as_uuid=True), ForeignKey("content.id"), nullable=False),
    Column("version", Integer, nullable=False),
    instant("starts_at"),
    instant("ends_at"),
    Column("place", String(300), nullable=False),
    Column("seats", Integer, nullable=False),
    Column("taken", Integer, nullable=False, server_default=text("0")),
    instant("called_off_at", nullable=True),
    instant("changed_at"),
    CheckConstraint("taken BETWEEN 0 AND seats", name="taken"),
    CheckConstraint("ends_at > starts_at", name="times"),
    Index("ix_seminar_date_content_id", "content_id", "ends_at"),
)

SEMINAR_PLACE = Table(
    "seminar_place",
    metadata,
    identifier("id", primary_key=True),
    organisation_id(),
    Column("date_id", UUID(as_uuid=True), ForeignKey("seminar_date.id"), nullable=False),
    identifier("person_id"),
    # As they were: who has a place is told when the date changes.
    Column("person_name", String(200), nullable=False),
    Column("person_email", String(254), nullable=False),
    Column("person_language", String(2), nullable=False),
    instant("booked_at"),
    instant("given_back_at", nullable=True),
    # One place for each person, however often he asks at once.
    Index(
        "uq_seminar_place_held",
        "organisation_id",
        "date_id",
        "person_id",
        unique=True,
        postgresql_where=text("given_back_at IS NULL"),
    ),
    Index("ix_seminar_place_date_id", "date_id", postgresql_where=text("given_back_at IS NULL")),
)
