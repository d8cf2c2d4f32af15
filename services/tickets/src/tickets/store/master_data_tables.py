"""Changes of master data that customers asked for."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from tickets.store.columns import identifier, instant, metadata

_WAITING = "state = 'waiting_for_vendor'"

MASTER_DATA_CHANGE = Table(
    "master_data_change",
    metadata,
    identifier("id", primary_key=True),
    identifier("organisation_id"),
    identifier("request_id"),
    Column("organisation_name", String(200), nullable=False),
    Column("customer_number", String(5), nullable=True),
    Column("kind", String(30), nullable=False),
    Column("state", String(30), nullable=False),
    # What was on file when it was asked for, and what is to be.
    Column("old", JSONB, nullable=False),
    Column("new", JSONB, nullable=False),
    Column("effective_on", Date, nullable=True),
    Column("note", Text, nullable=False),
    instant("requested_at"),
    identifier("decided_by", nullable=True),
    instant("decided_at", nullable=True),
    Column("reason", Text, nullable=True),
    instant("applied_at", nullable=True),
    ForeignKeyConstraint(["request_id"], ["request.id"]),
    UniqueConstraint("request_id"),
    CheckConstraint(
        "kind IN ('renaming', 'move', 'contact_change', 'e_billing_address')", name="kind"
    ),
    CheckConstraint(
        "state IN ('waiting_for_vendor', 'approved', 'refused', 'withdrawn')", name="state"
    ),
    CheckConstraint(f"({_WAITING}) = (decided_at IS NULL)", name="decided"),
    CheckConstraint("(state = 'refused') = (reason IS NOT NULL)", name="reason"),
    CheckConstraint("applied_at IS NULL OR state = 'approved'", name="applied"),
    # Nobody has to decide between two wishes about the same thing.
    Index(
        "uq_master_data_change_waiting",
        "organisation_id",
        "kind",
        unique=True,
        postgresql_where=text(_WAITING),
    ),
    Index("ix_master_data_change_organisation_id_id", "organisation_id", "id"),
    Index("ix_master_data_change_waiting", "id", postgresql_where=text(_WAITING)),
    Index(
        "ix_master_data_change_not_in_force",
        "effective_on",
        postgresql_where=text("state = 'approved' AND applied_at IS NULL"),
    ),
)
