"""What happened in organisations' affairs, in one order for each of them (docs/adr/0055)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from notifications.store.tables import metadata

_INSTANT = DateTime(timezone=True)
_AREAS = "area IN ('documents', 'requests', 'orders', 'contracts')"

# The last position of each organisation; who adds to its feed locks the row until he commits, so
# that nothing is ever committed before what stands ahead of it.
FEED_END = Table(
    "feed_end",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("position", BigInteger, nullable=False),
)

# A document, request, order or contract, and whether it is shown just now.
AFFAIR = Table(
    "affair",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("subject_id", UUID(as_uuid=True), primary_key=True),
    Column("area", String(10), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("document_type", String(20), nullable=True),
    Column("is_shown", Boolean, nullable=False),
    Column("shown_until", _INSTANT, nullable=True),
    Column("is_gone", Boolean, nullable=False),
    CheckConstraint(_AREAS, name="area"),
    CheckConstraint("(area = 'documents') = (document_type IS NOT NULL)", name="document_type"),
    CheckConstraint("NOT (is_gone AND is_shown)", name="gone"),
)

# One event. Its row stays when its affair is gone, without facts: it may be somebody's cursor.
FEED_ENTRY = Table(
    "feed_entry",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("id", UUID(as_uuid=True), nullable=False),
    Column("subject_id", UUID(as_uuid=True), nullable=False),
    Column("area", String(10), nullable=False),
    Column("type", String(50), nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("at", _INSTANT, nullable=False),
    UniqueConstraint("organisation_id", "id"),
    ForeignKeyConstraint(
        ["organisation_id", "subject_id"], ["affair.organisation_id", "affair.subject_id"]
    ),
    CheckConstraint(_AREAS, name="area"),
    Index("ix_feed_entry_area", "organisation_id", "area", "position"),
    Index("ix_feed_entry_subject", "organisation_id", "subject_id"),
)

# A copy of what identity announces; it may be a moment behind, never wrong for long.
MACHINE_ACCOUNT = Table(
    "machine_account",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("name", String(200), nullable=False),
    Column("areas", ARRAY(Text), nullable=False),
    Column("document_types", ARRAY(Text), nullable=True),
    Column("access_until", _INSTANT, nullable=True),
    Column("revoked_at", _INSTANT, nullable=True),
)
