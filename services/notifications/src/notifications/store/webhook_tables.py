"""Where organisations' systems are told of events, and what is on its way (docs/adr/0055)."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import UUID

from notifications.store.tables import metadata

_INSTANT = DateTime(timezone=True)

# One address for a machine account.
WEBHOOK = Table(
    "webhook",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("account_id", UUID(as_uuid=True), primary_key=True),
    Column("url", String(500), nullable=False),
    Column("state", String(10), nullable=False),
    Column("disabled_because", String(20), nullable=True),
    # Failures of the address itself in a row, and since when nothing has succeeded.
    Column("failures", Integer, nullable=False),
    Column("failing_since", _INSTANT, nullable=True),
    Column("rests_until", _INSTANT, nullable=True),
    Column("last_delivered_at", _INSTANT, nullable=True),
    # Under keys that are not in the database; bound to the account.
    Column("sealed_secret", LargeBinary, nullable=False),
    Column("secret_made_at", _INSTANT, nullable=False),
    Column("older_sealed_secret", LargeBinary, nullable=True),
    Column("older_secret_until", _INSTANT, nullable=True),
    ForeignKeyConstraint(
        ["organisation_id", "account_id"],
        ["machine_account.organisation_id", "machine_account.id"],
    ),
    CheckConstraint("state IN ('active', 'disabled')", name="state"),
    CheckConstraint("(state = 'disabled') = (disabled_because IS NOT NULL)", name="because"),
    CheckConstraint(
        "(older_sealed_secret IS NULL) = (older_secret_until IS NULL)", name="older_secret"
    ),
)

# One event on its way to one address. A test has no event in the feed.
WEBHOOK_DELIVERY = Table(
    "webhook_delivery",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("account_id", UUID(as_uuid=True), nullable=False),
    Column("event_id", UUID(as_uuid=True), nullable=False),
    Column("is_test", Boolean, nullable=False),
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("created_at", _INSTANT, nullable=False),
    Column("due_at", _INSTANT, nullable=True),
    Column("tried_at", _INSTANT, nullable=True),
    Column("status", Integer, nullable=True),
    Column("fault", String(20), nullable=True),
    UniqueConstraint("organisation_id", "account_id", "event_id"),
    ForeignKeyConstraint(
        ["organisation_id", "account_id"],
        ["webhook.organisation_id", "webhook.account_id"],
        ondelete="CASCADE",
    ),
    CheckConstraint("state IN ('waiting', 'delivered', 'failed')", name="state"),
    CheckConstraint("(state = 'waiting') = (due_at IS NOT NULL)", name="due_at"),
    Index("ix_webhook_delivery_account", "organisation_id", "account_id", "id"),
    Index(
        "ix_webhook_delivery_due",
        "organisation_id",
        "due_at",
        postgresql_where=text("state = 'waiting'"),
    ),
    Index("ix_webhook_delivery_created_at", "created_at"),
)

# When there is something to send for an organisation, and who does it just now: one at a time.
WEBHOOK_TURN = Table(
    "webhook_turn",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("due_at", _INSTANT, nullable=True),
    Column("is_failing", Boolean, nullable=False),
    Column("taken_by", UUID(as_uuid=True), nullable=True),
    Column("taken_until", _INSTANT, nullable=True),
    CheckConstraint("(taken_by IS NULL) = (taken_until IS NULL)", name="taken"),
    Index("ix_webhook_turn_due_at", "due_at", postgresql_where=text("due_at IS NOT NULL")),
)
