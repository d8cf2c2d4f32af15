"""The tables of deletion runs: what was proposed, who released it, what became of each document."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import UUID

from billing_docs.store.tables import metadata

_UUID = UUID(as_uuid=True)
_INSTANT = DateTime(timezone=True)
_ACTOR = String(255)

DELETION_RUN = Table(
    "deletion_run",
    metadata,
    Column("id", _UUID, primary_key=True),
    Column("state", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    # Whose documents alone, where the run is about one customer.
    Column("organisation_id", _UUID),
    Column("document_type", String(30)),
    Column("retained_before", Date, nullable=False),
    Column("document_count", Integer, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("items_sha256", String(64), nullable=False),
    Column("proposed_at", _INSTANT, nullable=False),
    Column("proposed_by", _ACTOR, nullable=False),
    Column("released_at", _INSTANT),
    Column("released_by", _ACTOR),
    Column("withdrawn_at", _INSTANT),
    Column("withdrawn_by", _ACTOR),
    Column("withdraw_reason", Text),
    Column("finished_at", _INSTANT),
    CheckConstraint("state IN ('proposed', 'released', 'finished', 'withdrawn')", name="known"),
    # Four eyes: whatever the code comes to, nobody releases what he has proposed.
    CheckConstraint("released_by <> proposed_by", name="four_eyes"),
    CheckConstraint(
        "(released_at IS NULL) = (released_by IS NULL)"
        " AND (released_at IS NULL) = (state IN ('proposed', 'withdrawn'))",
        name="release_whole",
    ),
    CheckConstraint(
        "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)"
        " AND (withdrawn_at IS NULL) = (withdraw_reason IS NULL)"
        " AND (withdrawn_at IS NULL) = (state <> 'withdrawn')",
        name="withdrawal_whole",
    ),
    CheckConstraint("(finished_at IS NULL) = (state <> 'finished')", name="end_whole"),
    Index("ix_deletion_run_released", "id", postgresql_where=text("state = 'released'")),
)

DELETION_ITEM = Table(
    "deletion_item",
    metadata,
    Column("run_id", _UUID, ForeignKey("deletion_run.id"), primary_key=True),
    Column("document_id", _UUID, ForeignKey("document.id"), primary_key=True),
    Column("organisation_id", _UUID, nullable=False),
    Column("customer_number", String(5)),
    Column("document_type", String(30), nullable=False),
    Column("number", String(200), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("received_at", _INSTANT, nullable=False),
    Column("available_until", Date, nullable=False),
    Column("retained_through", Date, nullable=False),
    Column("state", String(10), nullable=False),
    Column("kept_because", String(30)),
    Column("settled_at", _INSTANT),
    CheckConstraint("state IN ('listed', 'deleted', 'kept', 'withdrawn')", name="known"),
    CheckConstraint("(kept_because IS NULL) = (state <> 'kept')", name="kept_for_a_reason"),
    CheckConstraint("(settled_at IS NULL) = (state = 'listed')", name="settling_whole"),
    # A document stands in one open run at most.
    Index(
        "uq_deletion_item_listed",
        "document_id",
        unique=True,
        postgresql_where=text("state = 'listed'"),
    ),
)

DELETION_CERTIFICATE = Table(
    "deletion_certificate",
    metadata,
    Column("run_id", _UUID, ForeignKey("deletion_run.id"), primary_key=True),
    # As of the run: whose documents alone.
    Column("organisation_id", _UUID),
    Column("sha256", String(64), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("object_key", String(500), nullable=False),
    Column("version_id", String(200), nullable=False),
    Column("issued_at", _INSTANT, nullable=False),
)
