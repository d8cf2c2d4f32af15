"""What the vendor hands out to partners, and what has not moved here from an older portal."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, String, Table, text
from sqlalchemy.dialects.postgresql import UUID

from catalog.store.columns import identifier, instant, metadata

# The vendor's, for every certified partner: no tenant's.
PARTNER_RESOURCE = Table(
    "partner_resource",
    metadata,
    identifier("id", primary_key=True),
    Column("version", Integer, nullable=False),
    Column("title_de", String(200), nullable=False),
    Column("title_en", String(200), nullable=False),
    Column("category_de", String(200), nullable=False),
    Column("category_en", String(200), nullable=False),
    Column("is_offered", Boolean, nullable=False, server_default=text("true")),
)

PARTNER_RESOURCE_FILE = Table(
    "partner_resource_file",
    metadata,
    Column(
        "resource_id",
        UUID(as_uuid=True),
        ForeignKey("partner_resource.id"),
        primary_key=True,
        nullable=False,
    ),
    Column("number", Integer, primary_key=True),
    Column("file_name", String(200), nullable=False),
    Column("object_key", String(300), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    instant("added_at"),
)

# Those alone that were ever kept elsewhere.
PORTAL_FUNCTION = Table(
    "portal_function",
    metadata,
    Column("key", String(50), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("legacy_url", String(500), nullable=True),
)
