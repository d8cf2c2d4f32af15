"""Orders of consumables, and how far each is."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Sequence,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from catalog.store.columns import identifier, instant, metadata, organisation_id

ORDER_NUMBER = Sequence("customer_order_number", metadata=metadata, start=1001)

ORDER = Table(
    "customer_order",
    metadata,
    identifier("id", primary_key=True),
    organisation_id(),
    Column(
        "number", BigInteger, ORDER_NUMBER, server_default=ORDER_NUMBER.next_value(), nullable=False
    ),
    Column("status", String(20), nullable=False),
    # Of the last status that counted; below every version of the ERP while it has said nothing.
    Column("version", BigInteger, nullable=False),
    # What it is called where it is carried out: none before the first answer.
    Column("erp_source", String(250), nullable=True),
    Column("erp_number", String(200), nullable=True),
    identifier("ordered_by", nullable=True),
    Column("ordering_key", String(200), nullable=True),
    Column("ordering_digest", String(64), nullable=True),
    Column("reference", String(200), nullable=True),
    Column("note", String(1000), nullable=True),
    Column("delivery", JSONB, nullable=True),
    Column("lines", JSONB, nullable=False),
    Column("carrier", String(200), nullable=True),
    Column("tracking_url", String(1000), nullable=True),
    Column("expected_on", Date, nullable=True),
    instant("ordered_at"),
    instant("changed_at"),
    Column("search_text", Text(collation="C"), nullable=False),
    UniqueConstraint("number"),
    # Two presses of one button are one order.
    UniqueConstraint("organisation_id", "ordered_by", "ordering_key"),
    UniqueConstraint("erp_source", "erp_number"),
    CheckConstraint("(erp_source IS NULL) = (erp_number IS NULL)", name="erp"),
    CheckConstraint("ordered_by IS NOT NULL OR erp_number IS NOT NULL", name="origin"),
    Index("ix_customer_order_list", "organisation_id", "ordered_at", "id"),
    # For the vendor's people: those of all customers, and those of a status.
    Index("ix_customer_order_all", "ordered_at", "id"),
    Index("ix_customer_order_status", "status", "ordered_at", "id"),
)

ORDER_STATUS = Table(
    "customer_order_status",
    metadata,
    identifier("id", primary_key=True),
    organisation_id(),
    Column("order_id", UUID(as_uuid=True), ForeignKey("customer_order.id"), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("status", String(20), nullable=False),
    Column("is_late", Boolean, nullable=False),
    instant("at"),
    Column("note", String(1000), nullable=True),
    Column("carrier", String(200), nullable=True),
    Column("tracking_url", String(1000), nullable=True),
    Column("expected_on", Date, nullable=True),
    UniqueConstraint("order_id", "version"),
)
