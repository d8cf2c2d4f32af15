"""The table of tickets: requests."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import UUID

from chassis.tables import new_metadata

metadata = new_metadata()

REQUEST = Table(
    "request",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("organisation_id", UUID(as_uuid=True), nullable=False),
    Column("requester_id", UUID(as_uuid=True), nullable=False),
    Column("idempotency_key", String(200), nullable=False),
    Column("kind", String(50), nullable=False),
    Column("title", String(200), nullable=False),
    Column("description", Text, nullable=False),
    Column("state", String(30), nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    # A repeated key gives the same request; another person's equal key is another key.
    UniqueConstraint("organisation_id", "requester_id", "idempotency_key"),
    CheckConstraint("kind IN ('technical_problem', 'other_technical_matter')", name="kind"),
    CheckConstraint(
        "state IN ('waiting_for_vendor', 'waiting_for_customer', 'closed')", name="state"
    ),
    CheckConstraint("title <> '' AND description <> ''", name="words"),
    # Ids are UUIDv7: their order is the order of opening, and a page is one walk on this index.
    Index("ix_request_organisation_id_requester_id_id", "organisation_id", "requester_id", "id"),
)
