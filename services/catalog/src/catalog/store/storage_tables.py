"""The space that organisations' documents use."""

from sqlalchemy import BigInteger, Column, Table

from catalog.store.columns import identifier, instant, metadata

# As billing-docs last told it; documents may be told of before their organisation is.
STORAGE_USED = Table(
    "storage_used",
    metadata,
    identifier("organisation_id", primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("documents", BigInteger, nullable=False),
    Column("used_bytes", BigInteger, nullable=False),
    instant("changed_at"),
)
