"""The tables of invoice runs. They hold no tenant's data: a run is the publishing system's."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from billing_docs.store.tables import metadata

_INSTANT = DateTime(timezone=True)
_WHOLE = "(announced IS NULL) = ({other} IS NULL)"

INVOICE_RUN = Table(
    "invoice_run",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("source", String(250), nullable=False),
    Column("run_id", String(200), nullable=False),
    Column("first_seen_at", _INSTANT, nullable=False),
    # Empty until the run is announced: its documents may come first.
    Column("event_id", String(250)),
    Column("announced", JSONB),
    Column("announced_sha256", String(64)),
    Column("announced_at", _INSTANT),
    Column("closed_at", _INSTANT),
    Column("closed_by", String(255)),
    Column("closed_reason", Text),
    # One run has one announcement, and its documents find it by these.
    UniqueConstraint("source", "run_id"),
    CheckConstraint(
        f"{_WHOLE.format(other='event_id')} AND {_WHOLE.format(other='announced_sha256')}"
        f" AND {_WHOLE.format(other='announced_at')}",
        name="announcement_whole",
    ),
    CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closing_whole"),
    Index("ix_invoice_run_open", "id", postgresql_where=text("closed_at IS NULL")),
)

# Events of a run that were refused. Whether one is parked still is the chassis's to say.
INVOICE_RUN_FAULT = Table(
    "invoice_run_fault",
    metadata,
    Column("source", String(250), primary_key=True),
    Column("event_id", String(250), primary_key=True),
    Column("run_id", String(200), nullable=False),
    Column("number", String(200), nullable=False),
    Column("code", String(100), nullable=False),
    Column("refused_at", _INSTANT, nullable=False),
    Index("ix_invoice_run_fault_run", "source", "run_id"),
)

# Documents whose notice was given up; notifications says so.
FAILED_NOTICE = Table(
    "failed_notice",
    metadata,
    Column("document_id", UUID(as_uuid=True), ForeignKey("document.id"), primary_key=True),
    Column("organisation_id", UUID(as_uuid=True), nullable=False),
    Column("failed_at", _INSTANT, nullable=False),
)
