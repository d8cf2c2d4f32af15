"""The kinds of columns that the tables of catalog are made of."""

from sqlalchemy import Column, DateTime, ForeignKey
from sqlalchemy.dialects.postgresql import UUID

from chassis.tables import new_metadata

metadata = new_metadata()


def identifier(name: str, *, primary_key: bool = False, nullable: bool = False) -> Column[object]:
    """Return a column for an id."""
    return Column(name, UUID(as_uuid=True), primary_key=primary_key, nullable=nullable)


def organisation_id(*, primary_key: bool = False) -> Column[object]:
    """Return the column that says whose the row is."""
    key = ForeignKey("organisation.organisation_id")
    return Column(
        "organisation_id", UUID(as_uuid=True), key, primary_key=primary_key, nullable=False
    )


def instant(name: str, *, nullable: bool = False) -> Column[object]:
    """Return a column for an instant, in UTC."""
    return Column(name, DateTime(timezone=True), nullable=nullable)
