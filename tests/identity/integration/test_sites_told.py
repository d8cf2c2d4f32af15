"""What identity tells other services of somebody's sites, and of customers he sees there."""

from uuid import UUID

import msgspec
import pytest

from chassis.ids import new_id
from contracts.errors import AreaNotVisible, NotFound
from contracts.inbound import PostalAddress
from contracts.principal import Principal
from tests.identity.integration.customer_events import an_event
from tests.identity.integration.partners import (
    CHOSEN_AREAS,
    certified_admin,
    certify,
    chosen,
    customer_of,
    see,
    serve,
)
from tests.identity.integration.world import World

TRAVELLER = "reisende@partner.example"


@pytest.mark.req("DW-32")
def test_each_site_is_told_with_what_one_sees_there_and_what_shortens_it(world: World) -> None:
    north = certified_admin(world, name="Nord (Demo)", contact_email="chef@nord.example")
    south = certified_admin(world, name="Sued (Demo)", contact_email="chef@sued.example")
    for admin in (south, north):
        session = world.accept_invited(
            admin, TRAVELLER, areas=CHOSEN_AREAS, data_scope="all", role="member"
        )
    see(world, south, "own", session.person_id)

    told = world.service.list_sites(world.principal_of(session)).items

    by_name = {site.partner.name: site for site in told}
    assert by_name["Nord (Demo)"].data_scope == "all"
    assert by_name["Nord (Demo)"].explanation is None
    narrow = by_name["Sued (Demo)"]
    assert (narrow.is_open, narrow.data_scope) == (True, "own")
    assert narrow.explanation is not None
    assert narrow.explanation.reason == "visibility_own"
    assert narrow.explanation.ask
    certify(world, south, is_certified=False)
    told = world.service.list_sites(world.principal_of(session)).items
    assert {site.partner.name: site.is_open for site in told} == {
        "Nord (Demo)": True,
        "Sued (Demo)": False,
    }
    with pytest.raises(AreaNotVisible):
        world.service.list_sites(msgspec.structs.replace(south, areas=()))


def test_master_data_of_a_customer_are_shown_to_who_sees_him_and_to_nobody_else(
    world: World,
) -> None:
    admin = certified_admin(world)
    customer = customer_of(world, admin, "Anker GmbH", "10001")
    address = PostalAddress(street="Am Hafen 1", postal_code="20457", city="Hamburg")
    world.service.receive_customer(an_event(name="Anker GmbH", address=address, contact_email=None))
    blind = world.principal_of(chosen(world, admin, "kim", "none"))
    stranger = certified_admin(world, name="Fremd (Demo)", contact_email="chef@fremd.example")

    shown = world.service.get_customer_data(admin, customer.id)

    assert (shown.name, shown.street, shown.city) == ("Anker GmbH", "Am Hafen 1", "Hamburg")
    refused: list[tuple[Principal, UUID]] = [
        (blind, customer.id),
        (stranger, customer.id),
        (admin, new_id()),
    ]
    for caller, customer_id in refused:
        with pytest.raises(NotFound):
            world.service.get_customer_data(caller, customer_id)
    serve(world, customer.id, None)
    with pytest.raises(NotFound):
        world.service.get_customer_data(admin, customer.id)
