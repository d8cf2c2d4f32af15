"""Files that go with entries, and files that wait for one."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, String, Table, text
from sqlalchemy.dialects.postgresql import UUID

from tickets.store.columns import identifier, instant, metadata

ATTACHMENT = Table(
    "attachment",
    metadata,
    identifier("id", primary_key=True),
    identifier("organisation_id"),
    # A file whose request or entry is erased belongs to nothing any more, and is swept.
    Column(
        "request_id",
        UUID(as_uuid=True),
        ForeignKey("request.id", ondelete="SET NULL"),
        nullable=True,
    ),
    Column(
        "entry_id", UUID(as_uuid=True), ForeignKey("entry.id", ondelete="SET NULL"), nullable=True
    ),
    identifier("uploaded_by"),
    Column("side", String(10), nullable=False),
    Column("file_name", String(500), nullable=False),
    Column("object_key", String(120), nullable=False),
    instant("begun_at"),
    # What was found when it was looked at; before that nobody may use it.
    Column("media_type", String(100), nullable=True),
    Column("size_bytes", BigInteger, nullable=True),
    Column("sha256", String(64), nullable=True),
    CheckConstraint(
        "num_nulls(media_type, size_bytes, sha256) IN (0, 3)"
        " AND (entry_id IS NULL OR sha256 IS NOT NULL)",
        name="looked_at",
    ),
    CheckConstraint("side IN ('customer', 'vendor', 'partner')", name="side"),
    Index("ix_attachment_entry_id", "entry_id", postgresql_where=text("entry_id IS NOT NULL")),
    Index("ix_attachment_request_id", "request_id"),
    Index("ix_attachment_organisation_id_begun_at", "organisation_id", "begun_at"),
    Index("ix_attachment_unused", "begun_at", postgresql_where=text("entry_id IS NULL")),
)
