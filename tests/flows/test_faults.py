"""What goes wrong around the product: broker away, services away, several of each."""

from __future__ import annotations

import pytest

from tests.flows.conftest import MakeWorld
from tests.flows.world import World
from tests.waiting import until


@pytest.fixture(scope="module")
def world(own_world: World) -> World:
    """Return a product of the file's own, of which a part is stopped."""
    return own_world


@pytest.mark.req("BR-02", "H3")
def test_three_billing_processes_do_no_work_twice(make_world: MakeWorld) -> None:
    with make_world(counts={"billing-docs": 3, "notifications": 2}) as world:
        customer = world.new_customer()

        published = world.issue_all(customer, [f"RE-8{n:02}" for n in range(12)], times=3)

        world.assert_once(customer, published)
        assert len(world.product.pids("billing-docs")) == 3


@pytest.mark.req("BR-03", "H4")
def test_one_service_away_leaves_the_other_areas_open(world: World) -> None:
    customer = world.new_customer()
    admin = world.portal.settle_in(customer.admin)
    published = world.issue(customer, "RE-900")
    until(lambda: world.documents(admin), seconds=60)

    world.product.stop_part("tickets")

    try:
        headers = world.portal.as_(admin)
        away = world.portal.http.get("/v1/requests", headers=headers)
        (document,) = world.documents(admin)
    finally:
        world.product.start_part("tickets")
        world.product.wait_ready(60)

    assert away.status_code == 503
    assert int(away.headers["retry-after"]) >= 1
    assert away.json()["area"] == "requests"
    assert document["sha256"] == published.sha256
    assert world.get("/v1/requests", admin).status_code == 200


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
