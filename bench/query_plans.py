"""The plans of what a database is asked, as the role that asks it sees them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import event

from chassis.database import Database

Statement = tuple[str, Any]


@contextmanager
def noted_queries(database: Database, table: str = "document") -> Iterator[list[Statement]]:
    """Yield a list that grows by each query of the table that is asked meanwhile."""
    asked: list[Statement] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if statement.lstrip().startswith("SELECT") and f"FROM {table}" in statement:
            asked.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def nodes_of(database: Database, organisation_id: UUID, asked: list[Statement]) -> list[list[str]]:
    """Return the nodes of each query's plan, from the outside in, with the index of each."""
    found = []
    with database.transaction(organisation_id=organisation_id) as session:
        connection = session.connection()
        for statement, parameters in asked:
            (plan,) = connection.exec_driver_sql(
                f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters
            ).scalar_one()
            found.append(list(_nodes(plan["Plan"])))
    return found


def _nodes(plan: dict[str, Any]) -> Iterator[str]:
    index = plan.get("Index Name")
    yield plan["Node Type"] + (f" {index}" if index else "")
    for inner in plan.get("Plans", []):
        yield from _nodes(inner)
