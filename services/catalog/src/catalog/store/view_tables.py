"""How people look at lists."""

from sqlalchemy import Column, String, Table
from sqlalchemy.dialects.postgresql import ARRAY

from catalog.store.columns import identifier, instant, metadata

LIST_VIEW = Table(
    "list_view",
    metadata,
    # For whom the person acts: at another of his organisations he may look otherwise.
    identifier("organisation_id", primary_key=True),
    identifier("person_id", primary_key=True),
    Column("list_name", String(20), primary_key=True),
    Column("columns", ARRAY(String(40)), nullable=False),
    Column("sort", String(41), nullable=True),
    instant("changed_at"),
)
