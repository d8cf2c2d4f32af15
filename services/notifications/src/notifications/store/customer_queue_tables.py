"""Queues of customers' machine accounts at the broker (docs/adr/0060)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    String,
    Table,
)
from sqlalchemy.dialects.postgresql import UUID

from notifications.store.tables import metadata

_INSTANT = DateTime(timezone=True)

# Made by the operator, one for a machine account. Who puts events on it holds its row.
CUSTOMER_QUEUE = Table(
    "customer_queue",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("account_id", UUID(as_uuid=True), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("closed_because", String(10), nullable=True),
    Column("is_declared", Boolean, nullable=False),
    Column("most_events", Integer, nullable=False),
    # The broker has confirmed what is shown up to this place of the feed.
    Column("position", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("trouble", String(20), nullable=True),
    Column("failing_since", _INSTANT, nullable=True),
    Column("rests_until", _INSTANT, nullable=True),
    Column("made_at", _INSTANT, nullable=False),
    Column("last_put_at", _INSTANT, nullable=True),
    Column("waiting", Integer, nullable=True),
    Column("counted_at", _INSTANT, nullable=True),
    ForeignKeyConstraint(
        ["organisation_id", "account_id"],
        ["machine_account.organisation_id", "machine_account.id"],
    ),
    CheckConstraint("state IN ('active', 'closing', 'closed')", name="state"),
    CheckConstraint("(state = 'active') = (closed_because IS NULL)", name="because"),
    CheckConstraint("(trouble IS NULL) = (failing_since IS NULL)", name="trouble"),
)
