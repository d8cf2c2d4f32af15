"""Where companies are reached, what they have chosen to be told of, and what waits to be told."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    String,
    Table,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from notifications.store.tables import metadata

_INSTANT = DateTime(timezone=True)
_EVENTS = (
    "event IN ('offer_accepted', 'subscription_invoice_sent', 'dunning_overdue', 'dunning_sent',"
    " 'tan_due', 'limit_near')"
)
_CHANNELS = "channel IN ('mail', 'phone')"

# A copy of what identity announces; it may be a moment behind, never wrong for long.
COMPANY = Table(
    "company",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("customer_number", String(5), nullable=True, unique=True),
    Column("name", String(200), nullable=False),
    Column("language", String(2), nullable=False),
    Column("email", String(254), nullable=True),
    Column("phone", String(50), nullable=True),
    CheckConstraint("language IN ('de', 'en')", name="language"),
)

# What a company has chosen; where it has no row, what holds for everybody.
NOTICE_CHOICE = Table(
    "notice_choice",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("event", String(30), primary_key=True),
    Column("mail", Boolean, nullable=False),
    Column("phone", Boolean, nullable=False),
    Column("changed_at", _INSTANT, nullable=False),
    Column("changed_by", String(255), nullable=False),
    CheckConstraint(_EVENTS, name="event"),
)

# One thing a company is told by one channel. What it says is forgotten once it is told.
COMPANY_NOTICE = Table(
    "company_notice",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("idempotency_key", String(200), primary_key=True),
    Column("channel", String(5), primary_key=True),
    Column("event", String(30), nullable=False),
    Column("recipient", String(254), nullable=False),
    Column("parameters", JSONB, nullable=False),
    Column("occurred_at", _INSTANT, nullable=False),
    Column("came_at", _INSTANT, nullable=False),
    Column("told_at", _INSTANT, nullable=True),
    CheckConstraint(_EVENTS, name="event"),
    CheckConstraint(_CHANNELS, name="channel"),
    CheckConstraint(
        "told_at IS NULL OR (parameters = '{}'::jsonb AND recipient = '')", name="forgotten"
    ),
    Index(
        "ix_company_notice_waiting",
        "organisation_id",
        "event",
        "channel",
        "occurred_at",
        postgresql_where=text("told_at IS NULL"),
    ),
    Index("ix_company_notice_told_at", "told_at", postgresql_where=text("told_at IS NOT NULL")),
)

# When a company is told next of all that waits of one kind; whoever tells it locks the row.
TELLING = Table(
    "telling",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("event", String(30), primary_key=True),
    Column("channel", String(5), primary_key=True),
    Column("due_at", _INSTANT, nullable=True),
    Column("quiet_until", _INSTANT, nullable=False),
    CheckConstraint(_EVENTS, name="event"),
    CheckConstraint(_CHANNELS, name="channel"),
    Index("ix_telling_due_at", "due_at", postgresql_where=text("due_at IS NOT NULL")),
)
