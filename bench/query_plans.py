"""The plans of what a database is asked, as the role that asks it sees them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session

from chassis.database import Database

Statement = tuple[str, Any]
_CHANGING = ("UPDATE", "INSERT INTO", "DELETE FROM")
_EXPLAINED = ("SELECT", "WITH", "UPDATE", "DELETE")


def gather_statistics(owner_url: str, *tables: str) -> None:
    """Do what autovacuum does after a while: tell the planner, and which pages all can see."""
    owner = create_engine(owner_url, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text(f"VACUUM (ANALYZE) {', '.join(tables)}"))
    owner.dispose()


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """How a query was answered: its nodes from the outside in, each with its index, and the work.

    `rows_read` counts what was read of tables and indexes, also what was then left out.
    """

    nodes: tuple[str, ...]
    rows_read: int
    pages_read: int


def plans_of(
    database: Database,
    organisation_id: UUID,
    asked: list[Statement],
    prepare: Callable[[Session], None] = lambda _: None,
) -> list[Plan]:
    """Return the plan of each query; `prepare` does first what the asker's transaction does."""
    found = []
    with database.transaction(organisation_id=organisation_id) as session:
        prepare(session)
        connection = session.connection()
        for statement, parameters in asked:
            (answer,) = connection.exec_driver_sql(
                f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", parameters
            ).scalar_one()
            found.append(plan_of(answer["Plan"]))
    return found


@contextmanager
def explained_queries(database: Database) -> Iterator[list[Plan]]:
    """Yield a list that grows by the plan of each statement that is asked meanwhile.

    A statement runs twice in the transaction of whoever asks, with the walls and locks that he has;
    what it changes the first time is taken back.
    """
    plans: list[Plan] = []

    def explain(connection: Any, _: Any, statement: str, values: Any, __: Any, many: bool) -> None:  # noqa: FBT001 - SQLAlchemy's call
        if many or not statement.lstrip().startswith(_EXPLAINED):
            return
        with connection.connection.cursor() as cursor:
            # A reading changes nothing and has no transaction that one could go back in.
            is_taken_back = any(word in statement for word in _CHANGING)
            if is_taken_back:
                cursor.execute("SAVEPOINT explained")
            # Of several in one round trip the last one asks.
            before, separator, asks = statement.rpartition("; ")
            explained = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {asks}"
            cursor.execute(f"{before}{separator}{explained}", values)
            (answer,) = cursor.fetchone()[0]
            if is_taken_back:
                cursor.execute("ROLLBACK TO SAVEPOINT explained")
        plans.append(plan_of(answer["Plan"]))

    event.listen(database.engine, "before_cursor_execute", explain)
    try:
        yield plans
    finally:
        event.remove(database.engine, "before_cursor_execute", explain)


def plan_of(root: dict[str, Any]) -> Plan:
    """Return what PostgreSQL says of a plan, from its outermost node."""
    return Plan(
        nodes=tuple(_name(each) for each in _nodes(root)),
        rows_read=sum(_rows_read(each) for each in _nodes(root)),
        pages_read=root["Shared Hit Blocks"] + root["Shared Read Blocks"],
    )


def nodes_of(database: Database, organisation_id: UUID, asked: list[Statement]) -> list[list[str]]:
    """Return the nodes of each query's plan, from the outside in, with the index of each."""
    return [list(each.nodes) for each in plans_of(database, organisation_id, asked)]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", []):
        yield from _nodes(inner)


def _name(node: dict[str, Any]) -> str:
    index = node.get("Index Name")
    return f"{node['Node Type']} {index}" if index else f"{node['Node Type']}"


def _rows_read(node: dict[str, Any]) -> int:
    if "Plans" in node or node["Node Type"] == "Result":
        return 0
    rows = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    return int(rows * node["Actual Loops"])
