"""Devices at customers."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from catalog.store.columns import identifier, instant, metadata, organisation_id

DEVICE = Table(
    "device",
    metadata,
    identifier("id", primary_key=True),
    organisation_id(),
    Column("source", String(250), nullable=False),
    Column("number", String(200), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("is_third_party", Boolean, nullable=False),
    Column("manufacturer", String(200), nullable=True),
    Column("model", String(200), nullable=False),
    Column("serial_number", String(200), nullable=True),
    # The contract may come later, so it is looked up by its number whenever it matters.
    Column("contract_number", String(200), nullable=True),
    Column("technical_id", String(200), nullable=True),
    # As the ERP said it last: repeating that does not undo what the customer has changed.
    Column("erp_technical_id", String(200), nullable=True),
    instant("technical_id_changed_at", nullable=True),
    Column("site", String(200), nullable=True),
    Column("place", String(200), nullable=True),
    Column("bill_of_materials", JSONB, nullable=False, server_default=text("'[]'")),
    Column("counters", JSONB, nullable=False, server_default=text("'[]'")),
    Column("cycle_months", Integer, nullable=True),
    Column("cycle_starts_on", Date, nullable=True),
    # The first billing whose reminder is still ahead; a tick carries it on.
    Column("reading_due_on", Date, nullable=True),
    Column("sorted_number", Text(collation="C"), nullable=False),
    Column("search_text", Text(collation="C"), nullable=False),
    instant("received_at"),
    Column(
        "first_received_at",
        DateTime(timezone=True),
        nullable=False,
        server_default=text("now()"),
    ),
    # A device that moves to another customer is another row there: what was read stays behind.
    UniqueConstraint("source", "number", "organisation_id"),
    CheckConstraint("(cycle_months IS NULL) = (cycle_starts_on IS NULL)", name="cycle"),
    CheckConstraint("cycle_months BETWEEN 1 AND 12", name="cycle_months"),
    Index(
        "ix_device_reading_due_on",
        "reading_due_on",
        postgresql_where=text("is_active AND reading_due_on IS NOT NULL"),
    ),
    Index("ix_device_list", "organisation_id", "sorted_number", "id"),
    Index("ix_device_of_site", "organisation_id", "site", "sorted_number", "id"),
)
