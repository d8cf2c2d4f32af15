"""The kinds of columns that identity's tables are made of."""

from sqlalchemy import Column, DateTime, ForeignKey, Text
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from chassis.tables import new_metadata

metadata = new_metadata()


def identifier(name: str = "id", *, primary_key: bool = False) -> Column[object]:
    """Return a column for an id."""
    return Column(name, UUID(as_uuid=True), primary_key=primary_key, nullable=False)


def reference(
    name: str, target: str, *, primary_key: bool = False, nullable: bool = False
) -> Column[object]:
    """Return a column that refers to `target`, a table's id."""
    return Column(
        name, UUID(as_uuid=True), ForeignKey(target), primary_key=primary_key, nullable=nullable
    )


def instant(name: str, *, nullable: bool = False) -> Column[object]:
    """Return a column for an instant, in UTC."""
    return Column(name, DateTime(timezone=True), nullable=nullable)


def text_list(name: str) -> Column[object]:
    """Return a column for some words."""
    return Column(name, ARRAY(Text), nullable=False)
