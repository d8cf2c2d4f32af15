"""Lists are walks along an index: their plans sort nothing and read no more than a page."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from bench.query_plans import gather_statistics
from chassis.clock import FixedClock
from chassis.database import Database
from chassis.testing import TestKeys, a_principal
from contracts.principal import Principal
from kontor_local.databases import DatabaseUrls
from tests.service_plugin import MakeDatabase
from tests.tickets.integration.world import StubSettings, World, make_world

# So many of one's own that nobody would read them all to show a page; among so many others that
# PostgreSQL, which takes person and organisation for independent, expects less than a page of them.
OTHERS, OWN, LATEST = 30_000, 1_200, 1_000
SHOWN = ("SELECT request.", "SELECT count(*)", "UPDATE request")


@pytest.fixture
def urls(make_database: MakeDatabase) -> DatabaseUrls:
    """Return where the database is, for the service and for its owner."""
    return make_database("tickets")


@pytest.fixture
def world(
    urls: DatabaseUrls, clock: FixedClock, keys: TestKeys, stored: StubSettings
) -> Iterator[World]:
    """Yield the service on that database."""
    database = Database(urls.application_url)
    yield make_world(database, clock, keys, stored)
    database.dispose()


@pytest.fixture
def customer(world: World, urls: DatabaseUrls) -> Principal:
    """Return somebody with many requests among very many of others."""
    customer = a_principal()
    insert = text(
        "INSERT INTO request (id, organisation_id, requester_id, idempotency_key, kind, title,"
        " description, state, opened_at)"
        " SELECT ('01930000-0000-7000-8000-' || lpad(to_hex(n + :first), 12, '0'))::uuid,"
        " CASE WHEN :own THEN :organisation ELSE gen_random_uuid() END,"
        " CASE WHEN :own THEN :person ELSE gen_random_uuid() END,"
        " n::text, 'technical_problem', 'Titel', 'Text', 'closed', now()"
        " FROM generate_series(1, :many) AS n"
    )
    with world.database.transaction(every_organisation=True) as session:
        for is_own, many, first in ((False, OTHERS, 0), (True, OWN, OTHERS)):
            session.execute(
                insert,
                {
                    "own": is_own,
                    "many": many,
                    "first": first,
                    "organisation": customer.organisation_id,
                    "person": customer.subject,
                },
            )
    gather_statistics(urls.owner_url, "request")
    return customer


@pytest.fixture
def plans() -> Iterator[list[str]]:
    """Return the plans of the statements on requests that run meanwhile."""
    found: list[str] = []
    is_explaining = False

    def explain(connection: Any, _: Any, statement: str, values: Any, *__: Any) -> None:
        nonlocal is_explaining
        if is_explaining or not statement.startswith(SHOWN):
            return
        is_explaining = True
        cursor = connection.connection.cursor()
        # To analyze a change would be to make it.
        how = "(ANALYZE, BUFFERS, TIMING OFF)" if statement.startswith("SELECT") else ""
        cursor.execute(f"EXPLAIN {how} {statement}", values)
        found.append("\n".join(row[0] for row in cursor.fetchall()))
        is_explaining = False

    event.listen(Engine, "before_cursor_execute", explain)
    yield found
    event.remove(Engine, "before_cursor_execute", explain)


@pytest.mark.req("FD-14")
@pytest.mark.parametrize("sort", ["opened", "activity"])
def test_a_page_of_ones_own_is_one_walk_along_an_index(
    world: World, customer: Principal, plans: list[str], sort: str
) -> None:
    first = world.page(customer, sort=sort)
    world.page(customer, sort=sort, cursor=first.next_cursor)

    assert len(plans) == 2
    for plan in plans:
        assert "Sort" not in plan, plan
        assert "Seq Scan on request" not in plan, plan
        assert "rows=51" in plan, plan


def test_the_count_in_the_header_reads_open_requests_alone(
    world: World, customer: Principal, plans: list[str]
) -> None:
    world.service.summarise_requests(customer)

    plan = next(plan for plan in plans if "Aggregate" in plan)
    assert "ix_request_own_open" in plan, plan


def test_of_unread_requests_the_latest_are_counted_one_by_one(
    world: World, urls: DatabaseUrls, customer: Principal, plans: list[str]
) -> None:
    with world.database.transaction(every_organisation=True) as session:
        session.execute(
            text(
                "INSERT INTO entry (id, organisation_id, request_id, number, kind, audience, side,"
                " at, change, details)"
                " SELECT gen_random_uuid(), organisation_id, id, 1, 'change', 'public', 'vendor',"
                " now(), 'state', '{}' FROM request"
            )
        )
    gather_statistics(urls.owner_url, "entry")

    summary = world.service.summarise_requests(customer)

    plan = next(plan for plan in plans if "entry" in plan)
    assert summary.unread_requests == LATEST
    assert "ix_request_of_requester_by_activity" in plan, plan
    assert "Seq Scan" not in plan, plan
    assert "Hash" not in plan, plan
    assert f"actual rows={OWN}" not in plan, plan


def test_a_page_of_ones_open_requests_reads_no_more_of_them_than_it_shows(
    world: World, urls: DatabaseUrls, customer: Principal, plans: list[str]
) -> None:
    change(world, customer, "state = 'in_progress'")
    gather_statistics(urls.owner_url, "request")
    plans.clear()

    page = world.page(customer, state="in_progress")

    assert len(page.items) == 50
    [plan] = plans
    assert "Sort" not in plan, plan
    assert "rows=51" in plan, plan
    assert "ix_request_own_open" in plan, plan


def test_overdue_requests_are_found_by_when_they_were_due(
    world: World, urls: DatabaseUrls, customer: Principal, plans: list[str]
) -> None:
    due_at = "timestamptz '2020-01-01' + number * interval '1 second'"
    change(world, customer, f"state = 'in_progress', due_at = {due_at}")
    gather_statistics(urls.owner_url, "request")
    plans.clear()

    world.service.escalate_overdue()

    claimed = next(plan for plan in plans if plan.startswith("Update"))
    assert "Sort" not in claimed, claimed
    assert "ix_request_to_escalate" in claimed, claimed


def change(world: World, customer: Principal, to: str) -> None:
    """Change half of the customer's requests."""
    half = "organisation_id = :organisation AND number % 2 = 0"
    with world.database.transaction(every_organisation=True) as session:
        session.execute(
            text(f"UPDATE request SET {to} WHERE {half}"),  # noqa: S608 - written above
            {"organisation": customer.organisation_id},
        )
