"""The kinds of columns that the tables of tickets are made of."""

from sqlalchemy import Column, DateTime, text
from sqlalchemy.dialects.postgresql import UUID

from chassis.tables import new_metadata

metadata = new_metadata()


def identifier(name: str, *, primary_key: bool = False, nullable: bool = False) -> Column[object]:
    """Return a column for an id."""
    return Column(name, UUID(as_uuid=True), primary_key=primary_key, nullable=nullable)


def instant(name: str, *, nullable: bool = False, by_default_now: bool = False) -> Column[object]:
    """Return a column for an instant, in UTC."""
    default = text("now()") if by_default_now else None
    return Column(name, DateTime(timezone=True), nullable=nullable, server_default=default)
