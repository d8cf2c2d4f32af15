"""Organisations as identity announces them."""

from sqlalchemy import BigInteger, Column, String, Table

from catalog.store.columns import identifier, metadata

# A copy of what identity announces; it may be a moment behind, never wrong for long.
ORGANISATION = Table(
    "organisation",
    metadata,
    identifier("organisation_id", primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("customer_number", String(5), nullable=True, unique=True),
    Column("name", String(200), nullable=True),
    Column("version", BigInteger, nullable=False),
)
