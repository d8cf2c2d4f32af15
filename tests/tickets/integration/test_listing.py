"""Lists of requests: whose, which, in which order, and page after page."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.testing import a_principal
from contracts.errors import InvalidInput, NotPermitted
from contracts.principal import Principal
from contracts.request_desk import AssignRequest
from tests.tickets.integration.conversation import ORGANISATION, say, share
from tests.tickets.integration.world import World, a_colleague, staff

A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def customer() -> Principal:
    return a_principal()


def titles(world: World, caller: Principal, **query: Any) -> list[str]:
    """Return the titles on all pages, in their order."""
    found: list[str] = []
    cursor = None
    while True:
        page = world.page(caller, cursor=cursor, **query)
        found += [item.title for item in page.items]
        if page.next_cursor is None:
            return found
        cursor = page.next_cursor


@pytest.mark.req("FD-14", "FD-16")
def test_people_see_their_own_requests_newest_first_with_their_state(
    world: World, customer: Principal
) -> None:
    for number in range(3):
        world.open(customer, title=f"Number {number}", idempotency_key=str(number))
    world.open(a_colleague(customer), title="Not mine")

    page = world.page(customer)

    assert [(item.title, item.state) for item in page.items] == [
        ("Number 2", "waiting_for_vendor"),
        ("Number 1", "waiting_for_vendor"),
        ("Number 0", "waiting_for_vendor"),
    ]
    assert page.next_cursor is None


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    before=st.integers(0, 7),
    limit=st.integers(1, 4),
    opened_after_page=st.lists(st.booleans(), max_size=8),
    sort=st.sampled_from(["opened", "activity"]),
    scope=st.sampled_from(["mine", "shared"]),
)
def test_pages_show_each_request_once_whatever_is_opened_meanwhile(
    world: World, before: int, limit: int, opened_after_page: list[bool], sort: str, scope: str
) -> None:
    customer = a_principal()
    reader = customer if scope == "mine" else a_colleague(customer)

    def open_one(title: str) -> None:
        world.clock.move(A_MINUTE)
        request = world.open(customer, title=title, idempotency_key=title)
        share(world, customer, request, ORGANISATION)

    for number in range(before):
        open_one(f"Before {number}")
    shown: list[str] = []
    cursor, meanwhile = None, iter(opened_after_page)
    while True:
        page = world.page(reader, cursor=cursor, limit=limit, sort=sort, scope=scope)
        shown += [item.title for item in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
        if next(meanwhile, False):
            open_one(f"Meanwhile {len(shown)}")

    assert shown == [f"Before {number}" for number in reversed(range(before))]


def test_what_happened_last_comes_first_where_that_is_wished(
    world: World, customer: Principal
) -> None:
    requests = []
    for number in range(3):
        world.clock.move(A_MINUTE)
        requests.append(world.open(customer, title=f"N {number}", idempotency_key=str(number)))
    world.clock.move(A_MINUTE)

    say(world, customer, requests[0])

    assert titles(world, customer, sort="activity", limit=1) == ["N 0", "N 2", "N 1"]
    assert titles(world, customer, sort="opened", limit=2) == ["N 2", "N 1", "N 0"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"open": True}, ["Zweite Anfrage"]),
        ({"open": False}, ["Erste Anfrage"]),
        ({"state": "closed"}, ["Erste Anfrage"]),
        ({"state": "closed", "open": True}, []),
        ({"kind": "callback"}, ["Zweite Anfrage"]),
        ({"search": "ZWEITE"}, ["Zweite Anfrage"]),
        ({"search": "anfrage"}, ["Zweite Anfrage", "Erste Anfrage"]),
        ({"search": "100%"}, []),
        ({"search": "Walzenschaden"}, ["Erste Anfrage"]),
        ({"unread": True}, ["Erste Anfrage"]),
        ({"kind": "nothing"}, []),
    ],
)
def test_lists_are_narrowed(
    world: World, customer: Principal, query: dict[str, Any], expected: list[str]
) -> None:
    first = world.open(customer, title="Erste Anfrage", idempotency_key="1")
    world.open(
        customer,
        title="Zweite Anfrage",
        kind="callback",
        fields={"phone": "030 12345"},
        idempotency_key="2",
    )
    say(world, staff(), first, "Es ist ein Walzenschaden.")
    world.put_into(first, "closed")

    assert titles(world, customer, **query) == expected
    share(world, customer, first, ORGANISATION)
    if "unread" not in query:
        assert (
            "Erste Anfrage" in titles(world, a_colleague(customer), scope="shared", **query)
        ) is ("Erste Anfrage" in expected)


def test_a_request_is_found_by_its_number(world: World, customer: Principal) -> None:
    request = world.open(customer)
    world.open(customer, idempotency_key="another", title="Noch eine Anfrage")

    found = world.page(customer, search=str(request.number))

    assert [each.id for each in found.items] == [request.id]
    assert world.page(customer, search="9" * 100).items == ()


@pytest.mark.parametrize(
    ("query", "field", "reason"),
    [
        ({"cursor": "tomorrow"}, "query.cursor", "malformed"),
        ({"cursor": "tomorrow", "sort": "activity"}, "query.cursor", "malformed"),
        ({"cursor": "WzEsMl0=", "sort": "activity"}, "query.cursor", "malformed"),
        ({"search": "  "}, "query.search", "blank"),
        ({"search": "a\0b"}, "query.search", "control_characters"),
        ({"scope": "customers", "unread": True}, "query.scope", "not_allowed"),
    ],
)
def test_a_query_that_cannot_be_read_is_refused(
    world: World, query: dict[str, Any], field: str, reason: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        world.page(a_principal(), **query)

    assert refusal.value.arguments == (field, reason)


def test_an_account_for_documents_sees_nothing(world: World) -> None:
    documents = a_principal(role="documents", areas=("post",))

    with pytest.raises(NotPermitted):
        world.page(documents)
    with pytest.raises(NotPermitted):
        world.service.summarise_requests(documents)


@pytest.mark.req("FD-13")
def test_the_header_counts_what_is_open_and_what_waits_for_an_answer(
    world: World, customer: Principal
) -> None:
    requests = [world.open(customer, idempotency_key=str(number)) for number in range(4)]
    world.open(a_colleague(customer))
    world.put_into(requests[0], "closed")
    world.put_into(requests[1], "waiting_for_customer")
    say(world, staff(), requests[0])

    summary = world.service.summarise_requests(customer)

    assert summary.open_requests == 3
    assert summary.waiting_for_you == 1
    assert summary.unread_requests == 1


def test_the_vendors_people_count_the_open_requests_they_take_care_of(
    world: World, customer: Principal
) -> None:
    agent = staff()
    others = [a_colleague(customer), a_principal()]
    requests = [
        world.open(who, idempotency_key=str(number))
        for number, who in enumerate([customer, *others, customer])
    ]
    for request in requests[:3]:
        world.by(agent).assign_request(
            agent, AssignRequest(request_id=request.id, person_id=agent.subject)
        )
    world.put_into(requests[0], "closed")
    world.put_into(requests[1], "waiting_for_customer")

    summary = world.service.summarise_requests(agent)

    assert (summary.open_requests, summary.waiting_for_you) == (2, 1)
    assert world.service.summarise_requests(staff()).open_requests == 0


def test_what_was_read_of_one_request_says_nothing_about_another(
    world: World, customer: Principal
) -> None:
    requests = [world.open(customer, idempotency_key=str(number)) for number in range(3)]
    for request in requests:
        say(world, staff(), request)
    for request in requests[:2]:
        world.service.mark_read(customer, request.id)

    unread = world.page(customer, unread=True).items

    assert [each.id for each in unread] == [requests[2].id]
    assert world.service.summarise_requests(customer).unread_requests == 1
