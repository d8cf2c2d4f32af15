"""The vendor's people find requests by beginnings of words, and by nothing they may not read."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

import pytest
from msgspec import structs
from sqlalchemy import Engine, event

from bench.desk_search import QUERIES, add_requests
from chassis.clock import FixedClock
from chassis.database import Database
from chassis.testing import TestKeys, a_principal
from contracts.request_desk import DeskQuery
from contracts.tickets import RequestPage
from tests.service_plugin import MakeDatabase
from tests.tickets.integration.conversation import edit, say
from tests.tickets.integration.desk import queue
from tests.tickets.integration.world import World, make_world, staff
from tickets.domain.desk_queries import read_desk_filter
from tickets.domain.visibility import viewer_of
from tickets.store.desk_lists import LONGEST_WALK, DeskListStore


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
    """Return the plans of the statements on words, and of pages, that run meanwhile."""
    explained: list[str] = []
    is_explaining = False

    def explain(connection: Any, _: Any, statement: str, values: Any, *__: Any) -> None:
        nonlocal is_explaining
        is_looked_at = "request_word" in statement or "vendor_active_at AS at" in statement
        if is_explaining or not (statement.startswith("SELECT") and is_looked_at):
            return
        is_explaining = True
        cursor = connection.connection.cursor()
        cursor.execute(f"EXPLAIN {statement}", values)
        explained.append("\n".join(row[0] for row in cursor.fetchall()))
        is_explaining = False

    event.listen(Engine, "before_cursor_execute", explain)
    yield explained
    event.remove(Engine, "before_cursor_execute", explain)


def test_no_search_reads_all_words_and_none_walks_without_an_end(
    make_database: MakeDatabase, clock: FixedClock, keys: TestKeys, plans: list[str]
) -> None:
    urls = make_database("tickets")
    database = Database(urls.application_url)
    add_requests(database, urls.owner_url, 1, 4 * LONGEST_WALK)
    world = make_world(database, clock, keys)
    plans.clear()

    for query in QUERIES.values():
        world.service.list_desk_requests(staff(), query)
    # Each of them is frequent, and no request has both.
    pages = pages_of(world, DeskQuery(search="halle1 halle2", sort="activity"))

    assert len(plans) >= len(QUERIES)
    assert [plan for plan in plans if "Seq Scan on request_word" in plan] == []
    assert [len(page.items) for page in pages] == [0] * 5
    walks = [plan for plan in plans if "by_activity on request" in plan]
    assert walks
    assert [plan for plan in walks if "Sort" in plan or "Gather" in plan] == []


def pages_of(world: World, query: DeskQuery) -> list[RequestPage]:
    """Return every page of a list of the desk."""
    pages = [world.service.list_desk_requests(staff(), query)]
    while pages[-1].next_cursor is not None:
        query = structs.replace(query, cursor=pages[-1].next_cursor)
        pages.append(world.service.list_desk_requests(staff(), query))
    return pages


@pytest.mark.parametrize("order", ["opened", "activity"])
def test_a_list_that_is_walked_in_stretches_is_the_same_list(
    world: World, order: Literal["opened", "activity"]
) -> None:
    customer, agent = a_principal(), staff()
    kinds = ("callback", "technical_problem", "technical_problem", "callback", "technical_problem")
    fields = {"callback": {"phone": "030 123456"}, "technical_problem": {}}
    opened = [
        world.open(customer, idempotency_key=str(n), kind=kind, fields=fields[kind])
        for n, kind in enumerate(kinds * 2)
    ]
    world.clock.move(timedelta(minutes=1))
    say(world, customer, opened[3], "Noch etwas.")
    wanted = read_desk_filter(DeskQuery(kind="callback", open=True), agent.subject)
    viewer = viewer_of(agent, opened[0].organisation_id or agent.subject)

    def walked(longest_walk: int, limit: int) -> tuple[list[UUID], int]:
        found: list[UUID] = []
        after, stretches = None, 0
        with world.database.transaction(every_organisation=True) as session:
            lists = DeskListStore(session, world.clock.now(), longest_walk=longest_walk)
            while True:
                stretch = lists.page(viewer, wanted, order, after, limit)
                found += [each.request.id for each in stretch.requests]
                stretches, after = stretches + 1, stretch.ends_at
                if after is None:
                    return found, stretches

    whole, short, narrow = walked(100, 100), walked(3, 100), walked(3, 1)

    callbacks = [each.id for each in reversed(opened) if each.kind == "callback"]
    if order == "activity":
        callbacks = [opened[3].id, *(each for each in callbacks if each != opened[3].id)]
    assert whole == (callbacks, 1)
    assert short[0] == narrow[0] == callbacks
    assert short[1] > 3
