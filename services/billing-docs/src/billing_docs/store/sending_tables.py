"""The tables about mails with documents: setups, deliveries, standing recipients, failures."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from billing_docs.store.tables import metadata

# Once for each person (SE-46), in each organisation that he acts for.
BILLING_ACCESS = Table(
    "billing_access",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("person_id", UUID(as_uuid=True), primary_key=True),
    Column("set_up_at", DateTime(timezone=True), nullable=False),
)

DELIVERY_RECIPIENT = Table(
    "delivery_recipient",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("organisation_id", UUID(as_uuid=True), nullable=False),
    Column("document_type", String(30), nullable=False),
    Column("email", String(254), nullable=False),
    Column("email_key", String(254), nullable=False),
    Column("form", String(10), nullable=False),
    Column("turn", String(10), nullable=False),
    Column("position", Integer, nullable=False),
    Column("language", String(2), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", String(255), nullable=False),
    # Of the last link that was mailed; it stays after its use, so that a second use is told so.
    Column("link_sha256", LargeBinary, nullable=False, unique=True),
    Column("link_sent_at", DateTime(timezone=True), nullable=False),
    Column("link_expires_at", DateTime(timezone=True), nullable=False),
    Column("confirmed_at", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_because", String(20)),
    CheckConstraint("form IN ('pdf', 'xml', 'both')", name="form_known"),
    CheckConstraint("turn IN ('first', 'fallback')", name="turn_known"),
    CheckConstraint("language IN ('de', 'en')", name="language_known"),
    CheckConstraint("(ended_at IS NULL) = (ended_because IS NULL)", name="end_whole"),
    # An address stands once under a type, as long as it stands there.
    Index(
        "uq_delivery_recipient_live",
        "organisation_id",
        "document_type",
        "email_key",
        unique=True,
        postgresql_where=text("ended_at IS NULL"),
    ),
)

DELIVERY = Table(
    "delivery",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("organisation_id", UUID(as_uuid=True), nullable=False),
    Column("document_id", UUID(as_uuid=True), ForeignKey("document.id"), nullable=False),
    Column("way", String(10), nullable=False),
    Column("recipient", String(254), nullable=False),
    Column("recipient_key", String(254), nullable=False),
    Column("recipient_id", UUID(as_uuid=True), ForeignKey("delivery_recipient.id")),
    Column("message_key", String(300), nullable=False, unique=True),
    Column("files", JSONB, nullable=False),
    Column("state", String(10), nullable=False),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("requested_by", String(255), nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    Column("request_key", String(200)),
    Column("request_sha256", String(64)),
    Column("unsubscribe_sha256", LargeBinary, unique=True),
    # What the mail server said of one that bounced: codes, and none of its words.
    Column("bounce", JSONB(none_as_null=True)),
    CheckConstraint("way IN ('notice', 'rule', 'manual')", name="way_known"),
    CheckConstraint("state IN ('queued', 'sent', 'bounced')", name="state_known"),
    CheckConstraint("(state = 'queued') = (settled_at IS NULL)", name="settled_whole"),
    CheckConstraint("(way = 'manual') = (request_key IS NOT NULL)", name="request_of_hand"),
    # A document goes to an address by rule once, whatever rules name it and how often it is tried.
    Index(
        "uq_delivery_by_rule",
        "document_id",
        "recipient_key",
        unique=True,
        postgresql_where=text("way = 'rule'"),
    ),
    Index(
        "uq_delivery_request",
        "requested_by",
        "request_key",
        unique=True,
        postgresql_where=text("way = 'manual'"),
    ),
    Index(
        "ix_delivery_by_hand",
        "requested_by",
        "requested_at",
        postgresql_where=text("way = 'manual'"),
    ),
    Index("ix_delivery_document_id", "document_id", "id"),
)

# Mails by rule whose files are still to be made; the row goes when the mail is asked for.
MAIL_PREPARATION = Table(
    "mail_preparation",
    metadata,
    Column("delivery_id", UUID(as_uuid=True), ForeignKey("delivery.id"), primary_key=True),
    Column("organisation_id", UUID(as_uuid=True), nullable=False),
    # Also how long a process that is at it may take before another one begins anew.
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("tries", Integer, nullable=False),
    Index("ix_mail_preparation_due_at", "due_at"),
)

# Documents whose mails reached nobody, until somebody has settled it or they are printed.
DELIVERY_FAILURE = Table(
    "delivery_failure",
    metadata,
    Column("document_id", UUID(as_uuid=True), ForeignKey("document.id"), primary_key=True),
    Column("organisation_id", UUID(as_uuid=True), nullable=False),
    Column("failed_at", DateTime(timezone=True), nullable=False),
    Column("told_at", DateTime(timezone=True)),
    Column("print_after", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    Column("settled_by", String(255)),
    Column("settlement", String(20)),
    CheckConstraint("settlement IN ('settled', 'printed', 'reached')", name="settlement_known"),
    CheckConstraint(
        "(settled_at IS NULL) = (settled_by IS NULL)"
        " AND (settled_at IS NULL) = (settlement IS NULL)",
        name="settled_whole",
    ),
    Index("ix_delivery_failure_open", "document_id", postgresql_where=text("settled_at IS NULL")),
    Index(
        "ix_delivery_failure_untold",
        "failed_at",
        postgresql_where=text("settled_at IS NULL AND told_at IS NULL"),
    ),
)
