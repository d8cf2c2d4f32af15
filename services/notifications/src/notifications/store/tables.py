"""The tables of notifications: messages, and every attempt to deliver them."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from chassis.tables import new_metadata

metadata = new_metadata()

MESSAGE = Table(
    "message",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    # What makes it one message: the same key a second time changes nothing.
    Column("idempotency_key", String(300), nullable=False, unique=True),
    Column("request_sha256", String(64), nullable=False),
    Column("requested_by", String(50), nullable=False),
    Column("organisation_id", UUID(as_uuid=True), nullable=True),
    Column("kind", String(50), nullable=False),
    Column("recipient", String(254), nullable=False),
    Column("language", String(2), nullable=False),
    Column("parameters", JSONB, nullable=False),
    # Forgotten once the message is settled; see the check below.
    Column("secrets", JSONB, nullable=False),
    # Where the files lie that go with it; never their bytes.
    Column("attachments", JSONB, nullable=False, server_default=text("'[]'")),
    Column("is_reported", Boolean, nullable=False, server_default=text("false")),
    Column("message_id", String(320), nullable=False, unique=True),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("created_at", DateTime(timezone=True), nullable=False),
    # When a sender is to take it up next; while one has it in hand, the end of his lease.
    Column("due_at", DateTime(timezone=True), nullable=True),
    Column("settled_at", DateTime(timezone=True), nullable=True),
    CheckConstraint("state IN ('queued', 'sending', 'deferred', 'sent', 'failed')", name="state"),
    CheckConstraint("language IN ('de', 'en')", name="language"),
    CheckConstraint("(state IN ('sent', 'failed')) = (settled_at IS NOT NULL)", name="settled"),
    CheckConstraint("(state IN ('sent', 'failed')) = (due_at IS NULL)", name="due"),
    CheckConstraint(
        "state NOT IN ('sent', 'failed') OR secrets = '{}'::jsonb", name="secrets_forgotten"
    ),
    Index(
        "ix_message_due_at",
        "due_at",
        "id",
        postgresql_where=text("state IN ('queued', 'deferred')"),
    ),
    Index("ix_message_in_hand", "due_at", postgresql_where=text("state = 'sending'")),
)

ATTEMPT = Table(
    "attempt",
    metadata,
    Column("message", UUID(as_uuid=True), ForeignKey("message.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("organisation_id", UUID(as_uuid=True), nullable=True),
    Column("recipient", String(254), nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    # Written before the final dot: without it the message surely did not go out.
    Column("handing_over_at", DateTime(timezone=True), nullable=True),
    Column("content_sha256", String(64), nullable=True),
    Column("ended_at", DateTime(timezone=True), nullable=True),
    Column("outcome", String(10), nullable=False),
    Column("reply", Text, nullable=False, server_default=text("''")),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint(
        "outcome IN ('sending', 'sent', 'deferred', 'failed', 'in_doubt')", name="outcome"
    ),
    CheckConstraint("(outcome = 'sending') = (ended_at IS NULL)", name="ended"),
    # What may have gone out must have been announced first.
    CheckConstraint(
        "outcome NOT IN ('sent', 'in_doubt') OR handing_over_at IS NOT NULL", name="announced"
    ),
    Index("ix_attempt_in_doubt", "started_at", postgresql_where=text("outcome = 'in_doubt'")),
)

# Whom messages of a kind do not reach just now; only digests of addresses.
FAILING_RECIPIENT = Table(
    "failing_recipient",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("kind", String(50), primary_key=True),
    Column("recipient_sha256", String(64), primary_key=True),
    Column("failed_at", DateTime(timezone=True), nullable=False),
)
