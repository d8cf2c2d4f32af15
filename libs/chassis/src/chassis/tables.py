"""The tables every service has: outbox, inbox, parked messages, audit trail."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def new_metadata() -> MetaData:
    """Return metadata for a service's own tables, with our names for keys and indexes."""
    return MetaData(naming_convention=NAMING)


infrastructure = new_metadata()


def _instant(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


OUTBOX_BY_DESTINATION = ("exchange", "routing_key", text("(tries > 0)"), "not_before", "id")

OUTBOX = Table(
    "outbox",
    infrastructure,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("exchange", String(200), nullable=False),
    Column("routing_key", String(255), nullable=False),
    Column("content_type", String(100), nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("body", LargeBinary, nullable=False),
    # An event between services must reach a queue; one to the outside may have no listener yet.
    Column("mandatory", Boolean, nullable=False),
    _instant("created_at"),
    # Published rows are deleted, so the table stays as small as what is waiting.
    Column("tries", Integer, nullable=False, server_default=text("0")),
    _instant("not_before"),
    Index("ix_outbox_not_before", "not_before", "id"),
    # Where something is held back, the others are walked each for itself, past nothing of it.
    Index("ix_outbox_destination", *OUTBOX_BY_DESTINATION),
)

INBOX = Table(
    "inbox",
    infrastructure,
    Column("source", String(500), primary_key=True),
    Column("event_id", String(500), primary_key=True),
    Column("body_sha256", String(64), nullable=False),
    _instant("received_at"),
)

PARKED = Table(
    "parked_message",
    infrastructure,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("queue", String(255), nullable=False),
    Column("event_source", String(500), nullable=False),
    Column("event_id", String(500), nullable=False),
    Column("event_type", String(255), nullable=False),
    Column("publisher", String(255), nullable=False),
    Column("code", String(100), nullable=False),
    Column("explanation", Text, nullable=False),
    Column("waits_for", String(255), nullable=True),
    Column("attempts", Integer, nullable=False),
    Column("content_type", String(255), nullable=True),
    Column("content_encoding", String(255), nullable=True),
    Column("headers", JSONB, nullable=False),
    Column("properties", JSONB, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    _instant("first_seen_at"),
    _instant("last_seen_at"),
    Column("state", String(20), nullable=False),
    _instant("settled_at", nullable=True),
    Column("settled_by", String(255), nullable=True),
    Column("settled_reason", Text, nullable=True),
    # The same broken message sent again updates its row instead of filling the table.
    UniqueConstraint("queue", "fingerprint", "code"),
    Index("ix_parked_message_state_first_seen_at", "state", "first_seen_at"),
    Index(
        "ix_parked_message_waits_for",
        "waits_for",
        postgresql_where=text("state = 'parked' AND waits_for IS NOT NULL"),
    ),
    Index("ix_parked_message_event", "event_source", "event_id"),
)

AUDIT = Table(
    "audit_entry",
    infrastructure,
    Column("number", BigInteger, Identity(always=True), primary_key=True),
    Column("chain", UUID(as_uuid=True), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    _instant("at"),
    Column("actor", String(255), nullable=False),
    Column("action", String(100), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("details", JSONB, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    # Two writers cannot both continue a chain at the same place.
    UniqueConstraint("chain", "sequence"),
)
