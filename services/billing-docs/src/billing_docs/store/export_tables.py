"""The table of exports."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    String,
    Table,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from billing_docs.store.tables import metadata

_INSTANT = DateTime(timezone=True)

EXPORT = Table(
    "export",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("organisation_id", UUID(as_uuid=True), nullable=False),
    Column("requested_by", UUID(as_uuid=True), nullable=False),
    Column("requested_at", _INSTANT, nullable=False),
    Column("language", String(2), nullable=False),
    # Whom to tell when it is ready; forgotten with the end of the job.
    Column("notify_email", String(254)),
    Column("selection", JSONB, nullable=False),
    Column("state", String(10), nullable=False),
    Column("document_count", Integer, nullable=False),
    Column("done_count", Integer, nullable=False),
    Column("left_out_count", Integer, nullable=False),
    Column("parts", JSONB, nullable=False),
    Column("progress", JSONB),
    # Who makes the next part, until when nobody else does, and how often it was tried.
    Column("lease_id", UUID(as_uuid=True)),
    Column("leased_until", _INSTANT),
    Column("attempts", Integer, nullable=False),
    Column("finished_at", _INSTANT),
    Column("expires_at", _INSTANT),
    CheckConstraint(
        "state IN ('queued', 'running', 'ready', 'failed', 'cancelled', 'expired')",
        name="state_known",
    ),
    # One at a time for each person.
    Index(
        "uq_export_in_work",
        "organisation_id",
        "requested_by",
        unique=True,
        postgresql_where=text("state IN ('queued', 'running')"),
    ),
    Index(
        "ix_export_waiting",
        "requested_at",
        postgresql_where=text("state IN ('queued', 'running')"),
    ),
    Index("ix_export_by_person", "organisation_id", "requested_by", "id"),
)

# Of which customer's documents somebody was reminded before they leave the portal.
LEAVING_REMINDER = Table(
    "leaving_reminder",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    # The first of the month in which the mail was sent: one a month at most.
    Column("month", Date, primary_key=True),
    Column("covers_until", Date, nullable=False),
    Column("document_count", Integer, nullable=False),
    Column("reminded_at", _INSTANT, nullable=False),
)
