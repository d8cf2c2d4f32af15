"""Looking up customers and people, for the vendor's people."""

import pytest

from contracts.directory import OrganisationSearch, PersonSearch
from contracts.errors import InvalidInput, NotPermitted
from contracts.identity import RegisterOrganisation
from contracts.people_news import PERSON_ERASED
from contracts.principal import Principal
from tests.identity.integration.world import World


@pytest.fixture
def vendor(world: World) -> Principal:
    link = world.bootstrap("chefin@vendor.example")
    assert link is not None
    return world.principal_of(world.accept_link(link, name="Vera Vendor"))


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("1000", ["10001", "10002"]),
        ("10002", ["10002"]),
        ("werk", ["10002"]),
        ("%", []),
        ("0001", []),
    ],
)
def test_customers_are_found_by_the_beginning_of_the_number_or_a_part_of_the_name(
    world: World, vendor: Principal, search: str, found: list[str]
) -> None:
    world.register(customer_number="10001", name="Muster AG", contact_email="a@muster.example")
    world.register(customer_number="10002", name="Hammerwerk", contact_email="b@muster.example")

    names = world.service.find_organisations(vendor, OrganisationSearch(search=search))

    assert sorted(each.customer_number or "" for each in names.items) == found
    assert all(each.kind == "customer" for each in names.items)


def test_a_partner_is_found_among_the_customers_that_are_called_alike(
    world: World, vendor: Principal
) -> None:
    world.register(customer_number="10001", name="Muster AG", contact_email="a@muster.example")
    partner = RegisterOrganisation(kind="partner", name="Musterhandel")
    registered = world.service.register_organisation(vendor, partner)

    wanted = OrganisationSearch(search="muster", kind="partner")
    (found,) = world.service.find_organisations(vendor, wanted).items

    assert (found.id, found.kind) == (registered.id, "partner")


def test_a_person_is_found_by_the_address_and_that_goes_on_record(
    world: World, vendor: Principal
) -> None:
    admin = world.admin()

    found = world.service.find_person(vendor, PersonSearch(email=" ERIKA@muster.example "))
    nobody = world.service.find_person(vendor, PersonSearch(email="niemand@muster.example"))

    (person,) = found.items
    assert person.person_id == admin.subject
    assert [each.id for each in person.organisations] == [admin.organisation_id]
    assert nobody.items == ()
    newest = world.service.list_audit(vendor).items[0]
    assert (newest.action, newest.subject) == ("person.looked_up", f"person:{admin.subject}")


def test_customers_look_nobody_up(world: World) -> None:
    admin = world.admin()

    with pytest.raises(NotPermitted):
        world.service.find_person(admin, PersonSearch(email="chef@muster.example"))
    with pytest.raises(NotPermitted):
        world.service.find_organisations(admin, OrganisationSearch(search="1"))


def test_a_search_for_nothing_is_refused(world: World, vendor: Principal) -> None:
    with pytest.raises(InvalidInput):
        world.service.find_organisations(vendor, OrganisationSearch(search=" "))


def test_a_person_is_erased_from_messages_by_name_and_address_and_that_goes_on_record(
    world: World, vendor: Principal
) -> None:
    admin = world.admin()

    world.service.order_message_erasure(vendor, admin.subject)
    world.service.order_message_erasure(vendor, vendor.session_id)

    (told,) = world.announced(PERSON_ERASED)
    assert (told["name"], told["email"]) == ("Erika Muster", "erika@muster.example")
    newest = world.service.list_audit(vendor).items[0]
    assert newest.action == "person.message_erasure_ordered"
    with pytest.raises(NotPermitted):
        world.service.order_message_erasure(admin, admin.subject)
