"""What reading each document brought to light."""

from sqlalchemy import (
    UUID,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Table,
)
from sqlalchemy.dialects.postgresql import JSONB

from billing_docs.store.tables import metadata

# One row a document, made with it. Documents from before have none, and are read when needed.
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
