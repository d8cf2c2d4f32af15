"""The table of damages: documents whose bytes are not the ones that were archived."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, String, Table, text
from sqlalchemy.dialects.postgresql import UUID

from billing_docs.store.tables import metadata

_UUID = UUID(as_uuid=True)
_INSTANT = DateTime(timezone=True)

DOCUMENT_DAMAGE = Table(
    "document_damage",
    metadata,
    Column("id", _UUID, primary_key=True),
    Column("organisation_id", _UUID, nullable=False),
    Column("document_id", _UUID, ForeignKey("document.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("found_at", _INSTANT, nullable=False),
    Column("found_by", String(10), nullable=False),
    Column("mended_at", _INSTANT),
    Column("mended_by", String(20)),
    CheckConstraint("(mended_at IS NULL) = (mended_by IS NULL)", name="mending_whole"),
    # Damaged once at a time; while it is, nobody is served.
    Index(
        "uq_document_damage_open",
        "document_id",
        unique=True,
        postgresql_where=text("mended_at IS NULL"),
    ),
)
