"""What is done most takes few statements, and each finds its rows along an index."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event

from chassis.testing import a_principal
from contracts.conversations import AddComment
from contracts.request_desk import DeskQuery
from tests.tickets.integration.world import World, staff
from tickets.store.schema import TENANT_TABLES

_WHOLE_TABLE = re.compile(rf"Seq Scan on ({'|'.join(TENANT_TABLES)})\b")
_MAY_BE_EXPLAINED = ("WITH", "SELECT", "INSERT", "UPDATE", "DELETE")


@pytest.fixture
def asked(world: World) -> Iterator[dict[str, str]]:
    """Return what the database is asked from now on, each statement with its plan.

    PostgreSQL is told to avoid reading whole tables, which it would prefer where they are empty: so
    it still does it only where no index leads to the rows.
    """
    plans: dict[str, str] = {}

    def explain(connection: Any, _: Any, statement: str, values: Any, *__: Any) -> None:
        plan = ""
        if statement.startswith(_MAY_BE_EXPLAINED) and ";" not in statement:
            cursor = connection.connection.cursor()
            # Not for a transaction: who only asks begins none.
            cursor.execute("SET enable_seqscan = off")
            cursor.execute(f"EXPLAIN {statement}", values)
            plan = "\n".join(row[0] for row in cursor.fetchall())
            cursor.execute("RESET enable_seqscan")
        plans[f"{len(plans) + 1}. {statement}"] = plan

    event.listen(world.database.engine, "before_cursor_execute", explain)
    yield plans
    event.remove(world.database.engine, "before_cursor_execute", explain)


def _open(world: World, asked: dict[str, str]) -> None:
    customer = a_principal()
    world.open(customer)
    asked.clear()
    world.open(customer, idempotency_key="form-2")


def _answer(world: World, asked: dict[str, str]) -> None:
    customer = a_principal()
    request = world.open(customer)
    asked.clear()
    comment = AddComment(request_id=request.id, body="Es druckt wieder.", idempotency_key="form-2")
    world.service.add_comment(customer, comment)


def _list_desk(world: World, asked: dict[str, str]) -> None:
    world.open(a_principal())
    asked.clear()
    world.service.list_desk_requests(staff(), DeskQuery())


def _list_own(world: World, asked: dict[str, str]) -> None:
    customer = a_principal()
    world.open(customer)
    asked.clear()
    world.page(customer)


@pytest.mark.parametrize(
    ("work", "most"), [(_open, 7), (_answer, 12), (_list_desk, 1), (_list_own, 1)]
)
def test_it_takes_few_statements_and_none_reads_a_table_of_requests_whole(
    world: World,
    asked: dict[str, str],
    work: Callable[[World, dict[str, str]], None],
    most: int,
) -> None:
    work(world, asked)

    assert 0 < len(asked) <= most, "\n".join(asked)
    whole = {statement: plan for statement, plan in asked.items() if _WHOLE_TABLE.search(plan)}
    assert not whole
