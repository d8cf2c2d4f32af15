"""The tables of what keeps documents longer than their clocks, or out of sight: holds, limits."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
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
_IN_FORCE = text("released_at IS NULL")

# Without a document it holds all of the customer's, those that are still to come too.
LEGAL_HOLD = Table(
    "legal_hold",
    metadata,
    Column("id", _UUID, primary_key=True),
    Column("organisation_id", _UUID, nullable=False),
    Column("document_id", _UUID, ForeignKey("document.id")),
    Column("case_id", String(100), nullable=False),
    Column("reason", Text, nullable=False),
    Column("placed_at", _INSTANT, nullable=False),
    Column("placed_by", _ACTOR, nullable=False),
    Column("released_at", _INSTANT),
    Column("released_by", _ACTOR),
    Column("release_reason", Text),
    CheckConstraint(
        "(released_at IS NULL) = (released_by IS NULL)"
        " AND (released_at IS NULL) = (release_reason IS NULL)",
        name="release_whole",
    ),
    # One case holds a document once at a time; other cases hold it beside.
    Index(
        "uq_legal_hold_of_case_on_document",
        "case_id",
        "document_id",
        unique=True,
        postgresql_where=text("released_at IS NULL AND document_id IS NOT NULL"),
    ),
    Index(
        "uq_legal_hold_of_case_on_customer",
        "case_id",
        "organisation_id",
        unique=True,
        postgresql_where=text("released_at IS NULL AND document_id IS NULL"),
    ),
    Index("ix_legal_hold_document_id", "document_id", postgresql_where=_IN_FORCE),
    Index("ix_legal_hold_organisation_id", "organisation_id", postgresql_where=_IN_FORCE),
)

# On which documents the object store holds its own legal hold: it follows `legal_hold`.
HOLD_IN_STORE = Table(
    "hold_in_store",
    metadata,
    Column("document_id", _UUID, ForeignKey("document.id"), primary_key=True),
    Column("organisation_id", _UUID, nullable=False, index=True),
    Column("placed_at", _INSTANT, nullable=False),
)

RESTRICTION = Table(
    "restriction",
    metadata,
    Column("id", _UUID, primary_key=True),
    Column("organisation_id", _UUID, nullable=False),
    Column("document_id", _UUID, ForeignKey("document.id"), nullable=False),
    Column("ground", String(30), nullable=False),
    Column("reason", Text, nullable=False),
    Column("placed_at", _INSTANT, nullable=False),
    Column("placed_by", _ACTOR, nullable=False),
    Column("lifted_at", _INSTANT),
    Column("lifted_by", _ACTOR),
    Column("lift_reason", Text),
    CheckConstraint("ground IN ('gdpr_article_18', 'portal_window_over')", name="ground_known"),
    CheckConstraint(
        "(lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL) = (lift_reason IS NULL)",
        name="lifting_whole",
    ),
    Index(
        "uq_restriction_in_force",
        "document_id",
        unique=True,
        postgresql_where=text("lifted_at IS NULL"),
    ),
    Index("ix_restriction_organisation_id", "organisation_id", "id"),
)
