"""The first wall between tenants; row-level security is the second (docs/adr/0017)."""

from uuid import UUID

from sqlalchemy import ColumnElement, Table


def belongs_to(table: Table, organisation_id: UUID) -> ColumnElement[bool]:
    """Return the condition that a row of `table` is the organisation's."""
    condition: ColumnElement[bool] = table.c.organisation_id == organisation_id
    return condition
