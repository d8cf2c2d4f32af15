"""Packages: the vendor's own offer."""

from sqlalchemy import Boolean, CheckConstraint, Column, String, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY

from catalog.store.columns import identifier, metadata

# The vendor's own offer, the same for every organisation: no tenant's rows, no row-level security.
PACKAGE = Table(
    "package",
    metadata,
    identifier("id", primary_key=True),
    Column("key", String(50), nullable=False, unique=True),
    Column("name_de", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("description_de", Text, nullable=False),
    Column("description_en", Text, nullable=False),
    Column("details_url", String(500), nullable=True),
    Column("unlocks", ARRAY(String(50)), nullable=False),
    Column("on_offer", Boolean, nullable=False, server_default=text("true")),
    CheckConstraint("key ~ '^[a-z][a-z0-9_]*$'", name="key"),
)
