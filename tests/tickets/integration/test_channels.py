"""The ways a request comes: by the portal, or taken down by one of the vendor's people."""

from typing import Any

import pytest

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.errors import InvalidInput, NotPermitted
from contracts.principal import Principal
from contracts.tickets import OpenForCustomer, Request
from tests.tickets.integration.conversation import course
from tests.tickets.integration.world import World, address_of, an_open_request, name_of, staff


@pytest.fixture
def customer(world: World) -> Principal:
    customer = a_principal()
    world.identity.colleagues.append(customer)
    return customer


def take_down(world: World, agent: Principal, customer: Principal, **changes: Any) -> Request:
    """Open a request that the customer told an agent of on the telephone."""
    words = {name: changes.pop(name) for name in ("kind", "fields") if name in changes}
    values = {
        "organisation_id": customer.organisation_id,
        "person_id": customer.subject,
        "channel": "phone",
        "request": an_open_request(**words),
    }
    return world.by(agent).open_for_customer(agent, OpenForCustomer(**{**values, **changes}))


@pytest.mark.req("SE-10")
def test_what_is_said_on_the_telephone_becomes_the_customers_own_request(
    world: World, customer: Principal
) -> None:
    agent = staff()

    taken_down = take_down(world, agent, customer)
    repeated = take_down(world, agent, customer)

    (listed,) = world.page(customer).items
    assert listed.id == taken_down.id == repeated.id
    assert listed.channel == "phone"
    assert listed.requester is not None
    assert listed.requester.name == name_of(customer)
    (opened,) = course(world, customer, listed)
    assert opened.author is not None
    assert (opened.author.name, opened.side) == (name_of(agent), "vendor")
    (notice,) = world.notices()
    assert notice.recipient == address_of(customer)


@pytest.mark.req("SE-10")
def test_three_ways_to_reach_the_vendor_are_named(world: World) -> None:
    channels = world.service.list_contact_channels(a_principal()).items

    assert [(each.channel, each.address, each.is_offered) for each in channels] == [
        ("chat", None, True),
        ("phone", "030 12345", True),
        ("mail", None, False),
    ]


def test_the_agents_own_access_is_not_taken_for_the_customers(
    world: World, customer: Principal
) -> None:
    request = take_down(world, staff(), customer, kind="access_problem", fields={"area": "wiki"})

    assert request.attached is None


def test_only_the_vendors_people_take_down_and_only_for_members(
    world: World, customer: Principal
) -> None:
    with pytest.raises(NotPermitted):
        take_down(world, customer, customer)
    for changes in ({"person_id": new_id()}, {"organisation_id": new_id()}):
        with pytest.raises(InvalidInput) as refused:
            take_down(world, staff(), customer, **changes)
        assert refused.value.arguments == ("person_id", "not_a_member_there")


def test_the_language_that_a_customer_has_told_is_kept(world: World) -> None:
    english = a_principal(language="en")
    world.identity.colleagues.append(english)
    world.open(english, idempotency_key="own")

    take_down(world, staff(), english)

    assert [notice.language for notice in world.notices()] == ["en", "en"]
