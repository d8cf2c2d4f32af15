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

_SETTLED = "state IN ('sent', 'failed', 'bounced', 'expired')"
_REACHED_NOBODY = "state IN ('failed', 'bounced')"

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
    # Whose server it goes through: the platform's, its organisation's own, or the phone's.
    Column("lane", String(10), nullable=False, server_default=text("'platform'")),
    Column("message_id", String(320), nullable=False, unique=True),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("created_at", DateTime(timezone=True), nullable=False),
    # When a sender is to take it up next; while one has it in hand, the end of his lease.
    Column("due_at", DateTime(timezone=True), nullable=True),
    Column("settled_at", DateTime(timezone=True), nullable=True),
    # From when on it is not sent any more.
    Column("expires_at", DateTime(timezone=True), nullable=True),
    # Whether it held what is forgotten with the sending: then it cannot be sent again.
    Column("had_secrets", Boolean, nullable=False, server_default=text("false")),
    # Since when it is tried, where that is not since it was written down: held back, or replayed.
    Column("waits_since", DateTime(timezone=True), nullable=True),
    # Given up, and in need of nothing more: somebody has looked.
    Column("put_away_at", DateTime(timezone=True), nullable=True),
    # Whether what it says is kept when it is out (MB-28).
    Column("keeps_body", Boolean, nullable=False, server_default=text("true")),
    # What asked for it, in every log and trace on the way.
    Column("correlation_id", String(64), nullable=True),
    Column("traceparent", String(55), nullable=True),
    CheckConstraint(
        "state IN ('queued', 'sending', 'deferred', 'sent', 'failed', 'bounced', 'expired')",
        name="state",
    ),
    CheckConstraint("language IN ('de', 'en')", name="language"),
    CheckConstraint(f"({_SETTLED}) = (settled_at IS NOT NULL)", name="settled"),
    CheckConstraint(f"({_SETTLED}) = (due_at IS NULL)", name="due"),
    CheckConstraint(f"NOT ({_SETTLED}) OR secrets = '{{}}'::jsonb", name="secrets_forgotten"),
    Index(
        "ix_message_due_at",
        "due_at",
        "id",
        postgresql_where=text("state IN ('queued', 'deferred')"),
    ),
    CheckConstraint("put_away_at IS NULL OR state = 'failed'", name="put_away"),
    Index(
        "ix_message_abandoned",
        "settled_at",
        "id",
        postgresql_where=text("state = 'failed' AND put_away_at IS NULL"),
    ),
    CheckConstraint(
        "keeps_body OR state NOT IN ('sent', 'expired')"
        " OR (parameters = '{}'::jsonb AND attachments = '[]'::jsonb)",
        name="body_forgotten",
    ),
    Index(
        "ix_message_body_to_forget",
        "settled_at",
        postgresql_where=text("NOT keeps_body AND parameters <> '{}'::jsonb"),
    ),
    # What became of messages, newest first: of an organisation, of a kind, to an address, and of
    # those that reached nobody (docs/adr/0044).
    Index("ix_message_history", "organisation_id", "created_at", "id"),
    Index("ix_message_history_of_kind", "organisation_id", "kind", "created_at", "id"),
    Index("ix_message_history_of_recipient", "recipient", "created_at", "id"),
    Index(
        "ix_message_unreached",
        "organisation_id",
        "created_at",
        "id",
        postgresql_where=text(_REACHED_NOBODY),
    ),
    Index(
        "ix_message_unreached_of_kind",
        "organisation_id",
        "kind",
        "created_at",
        "id",
        postgresql_where=text(_REACHED_NOBODY),
    ),
    Index("ix_message_in_hand", "due_at", postgresql_where=text("state = 'sending'")),
    CheckConstraint("lane IN ('platform', 'own', 'phone')", name="lane"),
    Index(
        "ix_message_due_by_platform",
        "due_at",
        "id",
        postgresql_where=text("state IN ('queued', 'deferred') AND lane = 'platform'"),
    ),
    Index(
        "ix_message_due_by_phone",
        "due_at",
        "id",
        postgresql_where=text("state IN ('queued', 'deferred') AND lane = 'phone'"),
    ),
    Index(
        "ix_message_due_of_own_account",
        "organisation_id",
        "due_at",
        "id",
        postgresql_where=text("state IN ('queued', 'deferred') AND lane = 'own'"),
    ),
    Index(
        "ix_message_with_own_account",
        "organisation_id",
        postgresql_where=text("state = 'sending' AND lane = 'own'"),
    ),
)

REACHED_NOBODY = MESSAGE.c.state.in_(("failed", "bounced"))

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
    # When somebody decided what becomes of one in doubt.
    Column("decided_at", DateTime(timezone=True), nullable=True),
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
    Index(
        "ix_attempt_undecided",
        "started_at",
        "message",
        postgresql_where=text("outcome = 'in_doubt' AND decided_at IS NULL"),
    ),
)

# What came to the return address of a message, each once; nothing of it but codes and the words of
# mail servers is kept.
RETURNED_MAIL = Table(
    "returned_mail",
    metadata,
    Column("message", UUID(as_uuid=True), ForeignKey("message.id"), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("organisation_id", UUID(as_uuid=True), nullable=True),
    Column("sort", String(10), nullable=False),
    Column("bounce", JSONB(none_as_null=True), nullable=True),
    Column("words", String(500), nullable=False),
    Column("came_at", DateTime(timezone=True), nullable=False),
    CheckConstraint(
        "sort IN ('failed', 'delayed', 'delivered', 'auto_reply', 'looped', 'unclear')",
        name="sort",
    ),
    CheckConstraint("(sort = 'failed') = (bounce IS NOT NULL)", name="bounce"),
)

# Whom messages of a kind do not reach just now; only digests of addresses.
FAILING_RECIPIENT = Table(
    "failing_recipient",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("kind", String(50), primary_key=True),
    Column("recipient_sha256", String(64), primary_key=True),
    Column("failed_at", DateTime(timezone=True), nullable=False),
    # The last one was taken first and came back: that another is taken proves nothing at once.
    Column("came_back", Boolean, nullable=False, server_default=text("false")),
    Column("taken_at", DateTime(timezone=True), nullable=True),
    Index(
        "ix_failing_recipient_taken_at",
        "taken_at",
        postgresql_where=text("taken_at IS NOT NULL"),
    ),
)
