"""What goes wrong around the product: services away, several of each, impostors."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from httpx import Response

from tests.flows.conftest import MakeWorld
from tests.flows.test_explanations import answer as explained
from tests.flows.test_explanations import issued
from tests.flows.test_replicas import NUMBERS, THREE_OF_EACH, live_through_a_busy_hour
from tests.flows.test_rights import Office
from tests.flows.world import World
from tests.waiting import until


@pytest.fixture(scope="module")
def world(own_world: World) -> World:
    """Return a product of the file's own, of which a part is stopped."""
    return own_world


@pytest.mark.req("BR-02", "H3")
def test_three_processes_of_each_under_load_give_what_one_gives(
    world: World, make_world: MakeWorld
) -> None:
    by_one = live_through_a_busy_hour(world)

    with make_world(counts=THREE_OF_EACH) as several:
        by_three = live_through_a_busy_hour(several)
        assert all(len(several.product.pids(name)) == 3 for name in THREE_OF_EACH)

    assert by_one["billing_docs"]["document.archived"] == 2 * len(NUMBERS)
    assert by_three == by_one


# Each service in turn: what it answers for, on the API and on a page, and what people call that.
AREAS = {
    "tickets": ("/v1/requests", "/requests", "requests", "Anfragen"),
    "catalog": ("/v1/packages", "/packages", "packages", "Pakete und Leistungen"),
    "notifications": (
        "/v1/me/news",
        "/account/notifications",
        "notifications",
        "Benachrichtigungen",
    ),
    "billing-docs": ("/v1/documents", "/post", "documents", "Post und Archiv"),
    "identity": ("/v1/me", "/company", "accounts", "Anmeldung und Zugänge"),
}


def of_area(world: World, token: str, name: str) -> tuple[Response, Response]:
    """Return what the API and the page of a service answer, as they are."""
    path, page, _, _ = AREAS[name]
    answer = world.portal.http.get(path, headers=world.portal.as_(token))
    cookie = {"Cookie": f"kontor_session={token}", "Accept-Language": "de"}
    return answer, world.portal.http.get(page, headers=cookie)


def assert_named_as_away(answers: tuple[Response, Response], name: str) -> None:
    _, _, area, words = AREAS[name]
    by_api, on_page = answers
    for answer in answers:
        assert answer.status_code == 503, (name, answer.url, answer.text)
        assert int(answer.headers["retry-after"]) >= 1
    assert by_api.json()["area"] == area
    assert f"„{words}“" in on_page.text


@pytest.mark.req("BR-03", "H4")
def test_each_service_away_leaves_the_other_areas_open_until_nobody_knows_who_asks(
    world: World,
) -> None:
    customer = world.new_customer()
    admin = world.portal.settle_in(customer.admin)
    published = world.issue(customer, "RE-900")
    until(lambda: world.documents(admin), seconds=60)
    for name in AREAS:
        assert [each.status_code for each in of_area(world, admin, name)] == [200, 200], name

    away: list[str] = []
    for name in AREAS:
        world.product.stop_part(name)
        away.append(name)
        # One after the other is away and none comes back: each names itself, the rest go on.
        for other in AREAS:
            if other in away or name == "identity":
                continue
            assert world.get(AREAS[other][0], admin).status_code == 200, (name, other)
        if name != "identity":
            assert_named_as_away(of_area(world, admin, name), name)
        if name == "tickets":
            (document,) = world.documents(admin)
            assert document["sha256"] == published.sha256

    # Without identity nobody is known after the few seconds for which gateways remember him.
    until(lambda: of_area(world, admin, "identity")[0].status_code == 503, seconds=60)
    assert_named_as_away(of_area(world, admin, "identity"), "identity")
    sign_in = world.portal.http.get("/sign-in")
    for name in away:
        world.product.start_part(name)
    world.product.wait_ready(120)

    assert sign_in.status_code == 200

    def all_answer() -> bool:
        answers = [answer for name in AREAS for answer in of_area(world, admin, name)]
        return all(answer.status_code == 200 for answer in answers)

    until(all_answer, seconds=60, every=0.2)


@pytest.mark.req("BR-01")
def test_the_gateway_is_the_only_door(world: World) -> None:
    listening = {
        name: world.listening_addresses(name)
        for name in ("identity", "billing-docs", "tickets", "catalog", "notifications")
    }

    for name, addresses in listening.items():
        # Health and metrics alone, where no client comes; work arrives through the broker.
        assert len(addresses) == 1, (name, addresses)
        assert addresses[0].startswith("127.0.0.1:"), (name, addresses)
    answer = world.portal.http.get("/v1/documents")
    assert answer.status_code == 401


@pytest.mark.req("BR-08", "H8")
def test_a_system_speaks_only_for_itself(world: World) -> None:
    customer = world.new_customer()
    world.portal.settle_in(customer.admin)

    event_id = world.issue_as("/erp/somebody-else", customer, "RE-950")

    until(lambda: world.parked_code("billing_docs", event_id) == "source_not_allowed")
    assert world.count("billing_docs", "document", "number = 'RE-950'") == 0


def test_a_service_that_is_away_is_named_in_the_answer(world: World) -> None:
    office = Office(world)
    document = issued(world, office, "RE-920")
    world.product.stop_part("notifications")

    def told() -> dict[str, Any]:
        return explained(world, office.admin.token, missing_mail=document)

    try:
        without = until(partial(_unanswered, told), seconds=30)
    finally:
        world.product.start_part("notifications")
        world.product.wait_ready(60)

    assert without["unanswered"] == ["notifications"]
    # Whom it was for is known all the same.
    assert without["decided_by"] == "address_is_yours"
    assert len(without["sentences"]) > 2
    assert until(lambda: not told()["unanswered"], seconds=60)


def _unanswered(told: Any) -> dict[str, Any] | None:
    found: dict[str, Any] = told()
    return found if found["unanswered"] else None
