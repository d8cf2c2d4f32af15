"""The tables behind Post and Archive, beside the document itself."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    String,
    Table,
    text,
)
from sqlalchemy.dialects.postgresql import UUID

from billing_docs.store.tables import DOCUMENT, metadata

# Every word of every document, once. An index of PostgreSQL's own for texts (GIN) cannot be used
# under row-level security: its operators might tell what they have seen in foreign rows. Comparing
# texts cannot (docs/adr/0027). No foreign key: it would need a second index as large as the table.
DOCUMENT_WORD = Table(
    "document_word",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    # Compared byte by byte, so that a beginning is a range.
    Column("word", String(60, collation="C"), primary_key=True),
    Column("document_id", UUID(as_uuid=True), primary_key=True),
)

# What the portal shows, counted by triggers, so that no way of adding, moving, restricting or
# deleting documents can forget to.
DOCUMENT_TALLY = Table(
    "document_tally",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("folder", String(10), primary_key=True),
    Column("document_type", String(30), primary_key=True),
    Column("documents", BigInteger, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    CheckConstraint("documents >= 0 AND size_bytes >= 0", name="not_negative"),
)

# All that is kept for an organisation and not deleted, restricted too; `version` grows with
# each change, `told_version` is the last one that was told to other services.
STORAGE_USE = Table(
    "storage_use",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("documents", BigInteger, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("told_version", BigInteger, nullable=False),
    CheckConstraint("documents >= 0 AND size_bytes >= 0", name="not_negative"),
    Index(
        "ix_storage_use_untold",
        "organisation_id",
        postgresql_where=text("version <> told_version"),
    ),
)

# Which numbers of its issuer a document names; what they stand for is looked up when asked for.
DOCUMENT_REFERENCE = Table(
    "document_reference",
    metadata,
    Column(
        "document_id",
        UUID(as_uuid=True),
        ForeignKey(DOCUMENT.c.id, ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("number", String(200, collation="C"), primary_key=True),
    Column("organisation_id", UUID(as_uuid=True), nullable=False),
    Column("source", String(250), nullable=False),
    Column("relation", String(20), nullable=False),
    CheckConstraint("relation IN ('corrects', 'refers_to')", name="relation_known"),
    Index("ix_document_reference_number", "organisation_id", "number"),
)

# Whether a person has read a document, and when he first looked at it and took it away (B19).
DOCUMENT_LOOK = Table(
    "document_look",
    metadata,
    Column(
        "document_id",
        UUID(as_uuid=True),
        ForeignKey(DOCUMENT.c.id, ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("person_id", UUID(as_uuid=True), primary_key=True),
    Column("organisation_id", UUID(as_uuid=True), nullable=False),
    # Empty: marked as unread again. What happened stays.
    Column("read_at", DateTime(timezone=True)),
    Column("first_previewed_at", DateTime(timezone=True)),
    Column("first_downloaded_at", DateTime(timezone=True)),
)
