"""What the other services hear of who serves a customer, and who looks after it there."""

from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text

from contracts.members import RemoveMember
from contracts.partner_service import CustomerServed
from tests.identity.integration.partners import (
    assign,
    certified_admin,
    chosen,
    customer_of,
    serve,
)
from tests.identity.integration.world import World


def told(world: World) -> list[CustomerServed]:
    return [msgspec.convert(each, CustomerServed) for each in world.announced("customer_served")]


@pytest.mark.req("DW-10", "DW-13")
def test_every_change_of_partner_and_contact_is_told_in_order(world: World) -> None:
    admin = certified_admin(world)
    person = chosen(world, admin, "drei", "own")
    customer = customer_of(world, admin, "A GmbH (Demo)", "10001")

    assign(world, admin, customer.id, person.person_id)
    assign(world, admin, customer.id, person.person_id)
    world.service.remove_member(admin, RemoveMember(person_id=person.person_id))
    serve(world, customer.id, None)
    serve(world, customer.id, None)

    partner_id, contact_id = admin.organisation_id, person.person_id
    assert [(each.partner_id, each.contact_person_id) for each in told(world)] == [
        (partner_id, None),
        (partner_id, contact_id),
        (partner_id, None),
        (None, None),
    ]
    versions = [each.version for each in told(world)]
    assert versions == sorted(set(versions))
    assert {each.customer_id for each in told(world)} == {customer.id}


def test_customers_from_before_are_told_once(world: World) -> None:
    admin = certified_admin(world)
    customer_of(world, admin, "A GmbH (Demo)", "10001")
    with world.database.transaction(every_organisation=True) as session:
        session.execute(text("UPDATE partner_customer SET announced_version = NULL"))
    before = len(told(world))

    world.service.tell_not_announced()
    world.service.tell_not_announced()

    (again,) = told(world)[before:]
    assert (again.partner_id, again.contact_name) == (admin.organisation_id, None)
    assert isinstance(again.customer_id, UUID)
