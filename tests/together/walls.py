"""The two walls between organisations, and how to take one of them down."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    Delete,
    Engine,
    Select,
    Update,
    create_engine,
    event,
    text,
    true,
)
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression

from chassis.database import Database

OWNER = "organisation_id"
_here = threading.local()


@contextmanager
def queries_that_forget() -> Iterator[None]:
    """Let every query and change forget whose rows it wants, as if nobody had written it.

    In transactions of one organisation, where the database's wall stands behind: intake, sign-in
    and the vendor's people work in such as open all rows, and have no second one (docs/adr/0017).
    """
    whole = Database.transaction

    @contextmanager
    def transaction(self: Database, **which: Any) -> Iterator[Any]:
        before = getattr(_here, "is_of_one", False)
        _here.is_of_one = which.get("organisation_id") is not None and not which.get(
            "every_organisation"
        )
        try:
            with whole(self, **which) as session:
                yield session
        finally:
            _here.is_of_one = before

    Database.transaction = transaction  # type: ignore[method-assign]  # the same, with a note
    event.listen(Engine, "before_execute", _forget, retval=True)
    try:
        yield
    finally:
        event.remove(Engine, "before_execute", _forget)
        Database.transaction = whole  # type: ignore[method-assign]  # as it was


def _forget(
    _connection: Any, statement: Any, values: Any, more_values: Any, _options: Any
) -> tuple[Any, Any, Any]:
    if isinstance(statement, (Select, Update, Delete)) and getattr(_here, "is_of_one", False):
        statement = visitors.replacement_traverse(statement, {}, _without_owner)
    return statement, values, more_values


def _without_owner(element: Any, **_: Any) -> Any:
    """Return a condition that always holds in place of one that says whose the rows must be."""
    if (
        isinstance(element, BinaryExpression)
        and element.operator is operators.eq
        and isinstance(element.left, Column)
        and element.left.name == OWNER
        and isinstance(element.right, BindParameter)
    ):
        return true()
    return None


def take_down_row_security(owner_url: str) -> None:
    """Let the database show every row to everybody; its owner alone can."""
    engine = create_engine(owner_url)
    with engine.begin() as connection:
        protected = connection.scalars(text("SELECT relname FROM pg_class WHERE relrowsecurity"))
        for table in protected.all():
            connection.execute(text(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY'))
    engine.dispose()
