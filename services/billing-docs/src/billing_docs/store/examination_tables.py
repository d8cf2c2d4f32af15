"""What reading each document brought to light."""

from sqlalchemy import (
    UUID,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
)
from sqlalchemy.dialects.postgresql import JSONB

from billing_docs.store.tables import metadata

# One row a document, made with it, or later where it is in `examination_wanted`.
DOCUMENT_EXAMINATION = Table(
    "document_examination",
    metadata,
    Column("document_id", UUID(as_uuid=True), ForeignKey("document.id"), primary_key=True),
    Column("organisation_id", UUID(as_uuid=True), nullable=False),
    Column("page_count", Integer, nullable=False),
    Column("profile", String(200)),
    Column("xml_name", String(200)),
    Column("xml_syntax", String(10)),
    Column("xml_sha256", String(64)),
    Column("xml_size_bytes", Integer),
    Column("rules", String(20), nullable=False),
    Column("findings", JSONB, nullable=False),
    Column("differences", JSONB, nullable=False),
    Column("examined_at", DateTime(timezone=True), nullable=False),
    CheckConstraint(
        "num_nulls(xml_name, xml_syntax, xml_sha256, xml_size_bytes) IN (0, 4)", name="xml_whole"
    ),
)

# Documents that nobody has read yet: from before there were examinations, or out of a rebuilt
# index.
EXAMINATION_WANTED = Table(
    "examination_wanted",
    metadata,
    Column("document_id", UUID(as_uuid=True), ForeignKey("document.id"), primary_key=True),
    Column("organisation_id", UUID(as_uuid=True), nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("tries", Integer, nullable=False),
    Index("ix_examination_wanted_due_at", "due_at"),
)
