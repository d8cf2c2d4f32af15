"""The first wall between tenants; row-level security is the second (docs/adr/0017)."""

from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Table


def belongs_to(table: Table, organisation_id: UUID | BindParameter[Any]) -> ColumnElement[bool]:
    """Return the condition that a row of `table` is the organisation's, named now or later."""
    condition: ColumnElement[bool] = table.c.organisation_id == organisation_id
    return condition
