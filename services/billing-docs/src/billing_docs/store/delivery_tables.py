"""The tables about delivery: how each customer wants his documents, and what is to be printed."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from billing_docs.store.tables import metadata

# Every choice that was made, the last one holds; nothing here is ever changed.
DELIVERY_MODE = Table(
    "delivery_mode",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("mode", String(10), nullable=False),
    Column("until", Date),
    Column("until_contract_end", Boolean, nullable=False),
    Column("postal_address", String(400)),
    Column("chosen_at", DateTime(timezone=True), nullable=False),
    Column("chosen_by", String(255), nullable=False),
    CheckConstraint("mode IN ('digital', 'postal')", name="mode_known"),
    CheckConstraint(
        "mode = 'postal' OR (until IS NULL AND NOT until_contract_end AND postal_address IS NULL)",
        name="terms_of_post",
    ),
    CheckConstraint("until IS NULL OR NOT until_contract_end", name="one_end"),
)

# A copy of what catalog announces: the last day of the contract that runs longest.
CONTRACT_END = Table(
    "contract_end",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("ends_on", Date),
)

# What is printed of one business day. It is the vendor's: no tenant's transaction sees it.
PRINT_BATCH = Table(
    "print_batch",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    # Two processes that close the same day: this key lets one of them.
    Column("business_day", Date, nullable=False, unique=True),
    Column("state", String(10), nullable=False),
    Column("documents", Integer),
    Column("left_out", Integer),
    Column("pages", Integer),
    Column("files", JSONB, nullable=False, server_default=text("'{}'")),
    Column("closed_at", DateTime(timezone=True), nullable=False),
    Column("ready_at", DateTime(timezone=True)),
    Column("printed_at", DateTime(timezone=True)),
    Column("printed_by", String(255)),
    # Its files are deleted; what was printed when stays known.
    Column("expired_at", DateTime(timezone=True)),
    CheckConstraint("state IN ('closed', 'ready', 'printed')", name="state_known"),
    CheckConstraint("(state = 'closed') = (ready_at IS NULL)", name="ready_whole"),
    CheckConstraint("(state = 'printed') = (printed_at IS NOT NULL)", name="printed_whole"),
)

PRINT_ORDER = Table(
    "print_order",
    metadata,
    # A document is printed once, whatever the reasons.
    Column("document_id", UUID(as_uuid=True), ForeignKey("document.id"), primary_key=True),
    Column("organisation_id", UUID(as_uuid=True), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("ordered_on", Date, nullable=False),
    Column("ordered_at", DateTime(timezone=True), nullable=False),
    Column("batch_id", UUID(as_uuid=True), ForeignKey("print_batch.id")),
    Column("left_out_because", String(30)),
    CheckConstraint("reason IN ('postal_mode', 'nobody_reached')", name="reason_known"),
    Index("ix_print_order_waiting", "ordered_on", postgresql_where=text("batch_id IS NULL")),
    Index("ix_print_order_batch_id", "batch_id"),
)
