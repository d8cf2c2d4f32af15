"""The vendor's people find requests by beginnings of words, and by nothing they may not read."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event

from bench.desk_search import QUERIES, add_requests
from chassis.clock import FixedClock
from chassis.database import Database
from chassis.testing import TestKeys, a_principal
from tests.service_plugin import MakeDatabase
from tests.tickets.integration.conversation import edit, say
from tests.tickets.integration.desk import queue
from tests.tickets.integration.world import World, make_world, staff


def found(world: World, search: str) -> list[int]:
    return sorted(each.number for each in queue(world, staff(), search=search))


def test_a_request_is_found_by_beginnings_of_its_words_in_any_spelling(world: World) -> None:
    customer = a_principal()
    first = world.open(customer, idempotency_key="1", title="Müllers Drucker-Patrone ist leer")
    second = world.open(customer, idempotency_key="2", title="Großformat: Druck zu blass")
    both = sorted([first.number, second.number])

    assert found(world, "druck") == both
    assert found(world, "DRUCKER patr") == [first.number]
    assert (
        found(world, "mueller")
        == found(world, "muller")
        == found(world, "Müller")
        == [first.number]
    )
    assert found(world, "grossformat") == [second.number]
    assert found(world, str(second.number)) == [second.number]
    assert found(world, "rucker") == found(world, "druck nirgends") == found(world, "%_!") == []


def test_what_the_vendor_may_not_read_finds_nothing_and_its_own_notes_do(world: World) -> None:
    customer, agent = a_principal(), staff()
    request = world.open(customer)
    say(world, customer, request, "Geheimwort", "customer")
    say(world, agent, request, "Kulanzfall", "vendor")

    assert found(world, "geheim") == []
    assert found(world, "kulanz") == [request.number]


def test_words_that_were_changed_find_nothing_any_more_and_what_was_said_still_does(
    world: World,
) -> None:
    customer = a_principal()
    request = world.open(customer, title="Drucker im Lager")
    say(world, customer, request, "Halle sieben")

    edit(world, customer, request, title="Scanner im Büro")

    assert found(world, "lager") == []
    assert found(world, "buero scanner sieben") == [request.number]


@pytest.fixture
def plans() -> Iterator[list[str]]:
    """Return the plans of the statements on words that run meanwhile."""
    explained: list[str] = []
    is_explaining = False

    def explain(connection: Any, _: Any, statement: str, values: Any, *__: Any) -> None:
        nonlocal is_explaining
        if is_explaining or not (statement.startswith("SELECT") and "request_word" in statement):
            return
        is_explaining = True
        cursor = connection.connection.cursor()
        cursor.execute(f"EXPLAIN {statement}", values)
        explained.append("\n".join(row[0] for row in cursor.fetchall()))
        is_explaining = False

    event.listen(Engine, "before_cursor_execute", explain)
    yield explained
    event.remove(Engine, "before_cursor_execute", explain)


def test_no_search_reads_all_words(
    make_database: MakeDatabase, clock: FixedClock, keys: TestKeys, plans: list[str]
) -> None:
    urls = make_database("tickets")
    database = Database(urls.application_url)
    add_requests(database, urls.owner_url, 1, 20_000)
    world = make_world(database, clock, keys)
    plans.clear()

    for query in QUERIES.values():
        world.service.list_desk_requests(staff(), query)

    assert len(plans) >= len(QUERIES)
    reading_all = [plan for plan in plans if "Seq Scan on request_word" in plan]
    assert reading_all == []
