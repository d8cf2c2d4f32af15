"""Which partner serves a customer: by the vendor's hand, by the ERP's word, one at a time."""

import contextlib
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from chassis.ids import new_id
from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.identity import Organisation
from contracts.partners import SetPartner
from contracts.principal import Principal
from tests.identity.integration.customer_events import an_event
from tests.identity.integration.partners import (
    assign,
    certified_admin,
    chosen,
    customer_of,
    names,
    page,
    serve,
)
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import World

NAME = "Musterfabrik GmbH (Demo)"


@pytest.fixture
def first(world: World) -> Principal:
    """Return the administrator of the partner 20001."""
    return certified_admin(world, customer_number="20001")


@pytest.fixture
def second(world: World) -> Principal:
    """Return the administrator of the partner 20002."""
    return certified_admin(
        world,
        name="Zweitpartner (Demo)",
        customer_number="20002",
        contact_email="chef@zwei.example",
    )


def trail(world: World, organisation_id: Any, action: str) -> list[dict[str, str]]:
    """Return what an organisation's trail keeps about one kind of change, the oldest first."""
    with world.room.of_everybody() as records:
        lines = records.audit.page(organisation_id)
    return [line.details for line in reversed(lines) if line.action == action]


def test_another_partner_takes_the_customer_over_and_its_contact_stays_behind(
    world: World, first: Principal, second: Principal
) -> None:
    customer = customer_of(world, first, NAME, "10001", first.subject)

    moved = serve(world, customer.id, second.organisation_id)

    assert moved.partner is not None
    assert (moved.partner.id, moved.contact) == (second.organisation_id, None)
    assert (names(world, first), names(world, second)) == ([], [NAME])
    told = world.announced("partner.contact_changed.v1")[-1]["data"]
    assert told["old_contact"]["person_id"] == str(first.subject)
    assert (told["new_contact"], told["partner_number"]) == (None, "20001")


def test_neither_partner_learns_from_its_trail_who_the_other_is(
    world: World, first: Principal, second: Principal
) -> None:
    customer = customer_of(world, first, NAME, "10001")

    serve(world, customer.id, second.organisation_id)

    one, other = f"organisation:{first.organisation_id}", f"organisation:{second.organisation_id}"
    action, why = "customer.partner_changed", {"reason": "Gebiet Nord"}
    assert trail(world, customer.id, action)[-1] == {"before": one, "after": other, **why}
    assert trail(world, first.organisation_id, action)[-1] == {"before": one, "after": "", **why}
    assert trail(world, second.organisation_id, action) == [{"before": "", "after": other, **why}]


def test_a_customer_may_be_served_by_no_partner_again(world: World, first: Principal) -> None:
    customer = customer_of(world, first, NAME, "10001", first.subject)

    for _ in range(2):
        served = serve(world, customer.id, None)

    assert (served.name, served.partner, served.contact) == (NAME, None, None)
    assert names(world, first) == []
    assert len(world.announced("partner.contact_changed.v1")) == 2
    assert len(trail(world, customer.id, "customer.partner_changed")) == 2


def test_serving_the_customer_already_keeps_its_contact(world: World, first: Principal) -> None:
    customer = customer_of(world, first, NAME, "10001", first.subject)

    served = serve(world, customer.id, first.organisation_id)

    assert served.contact is not None
    assert served.contact.person_id == first.subject


def test_only_the_vendors_people_say_who_serves_whom(world: World, first: Principal) -> None:
    customer = customer_of(world, first, NAME, "10001")

    def attempt(caller: Principal, **changes: Any) -> None:
        values = {"customer_id": customer.id, "partner_id": None, "reason": "Gebiet Nord"}
        world.service.set_partner(caller, SetPartner(**{**values, **changes}))

    with pytest.raises(NotPermitted):
        attempt(first)
    refusals: list[tuple[dict[str, Any], tuple[str, str]]] = [
        ({"reason": " "}, ("reason", "blank")),
        ({"customer_id": first.organisation_id}, ("customer_id", "customers_only")),
        ({"partner_id": customer.id}, ("partner_id", "not_a_partner")),
        ({"partner_id": new_id()}, ("partner_id", "not_a_partner")),
    ]
    for changes, arguments in refusals:
        with pytest.raises(InvalidInput) as refused:
            attempt(world.staff(), **changes)
        assert refused.value.arguments == arguments
    with pytest.raises(NotFound):
        attempt(world.staff(), customer_id=new_id())
    assert names(world, first) == [NAME]


def test_the_erp_names_the_partner_and_a_later_version_moves_the_customer(
    world: World, first: Principal, second: Principal
) -> None:
    world.service.receive_customer(an_event(partner_number="20001"))
    at_first = names(world, first)
    (customer,) = page(world, first).items
    assign(world, first, customer.id, first.subject)

    world.service.receive_customer(an_event(version=2, partner_number="20002"))
    world.service.receive_customer(an_event(version=1, partner_number="20001"))  # comes late

    assert at_first == [NAME]
    assert (names(world, first), names(world, second)) == ([], [NAME])
    assert page(world, second).items[0].contact is None
    assert trail(world, customer.id, "customer.partner_changed")[-1]["after"] == (
        f"organisation:{second.organisation_id}"
    )


def test_a_version_that_names_no_partner_leaves_everything_as_it_was(
    world: World, first: Principal
) -> None:
    world.service.receive_customer(an_event(partner_number="20001"))
    (customer,) = page(world, first).items
    assign(world, first, customer.id, first.subject)

    world.service.receive_customer(an_event(version=2, name="Musterwerk GmbH (Demo)"))

    (seen,) = page(world, first).items
    assert seen.name == "Musterwerk GmbH (Demo)"
    assert seen.contact is not None


def test_a_partner_who_becomes_known_later_finds_his_customers(world: World) -> None:
    world.service.receive_customer(an_event(partner_number="20001"))
    world.service.receive_customer(an_event(version=2))

    partner = certified_admin(world, customer_number="20001")

    (customer,) = page(world, partner).items
    assert customer.name == NAME
    assert trail(world, customer.id, "customer.partner_unknown") == [{"partner_number": "20001"}]
    assert len(trail(world, partner.organisation_id, "customer.partner_changed")) == 1


def test_who_was_given_another_partner_meanwhile_is_not_taken_from_him(
    world: World, second: Principal
) -> None:
    world.service.receive_customer(an_event(partner_number="20001"))
    customer_id = world.organisations_announced()[-1].organisation_id
    serve(world, customer_id, second.organisation_id)

    first = certified_admin(world, customer_number="20001")

    assert (names(world, first), names(world, second)) == ([], [NAME])


@pytest.mark.parametrize("_attempt", range(3))
def test_a_partner_and_his_customers_who_come_at_once_find_each_other(
    world: World, _attempt: int
) -> None:
    def register() -> Organisation:
        return world.register(
            kind="partner",
            name="Musterpartner (Demo)",
            customer_number="20001",
            contact_email=None,
        )

    partner, *_ = at_once(
        register,
        lambda: world.service.receive_customer(an_event(partner_number="20001")),
        lambda: world.service.receive_customer(
            an_event(partner_number="20001", customer_number="10002", contact_email=None)
        ),
    )

    assert isinstance(partner, Organisation)
    assert len(names(world, world.staff(), partners=(partner.id,))) == 2


def test_moves_and_an_assignment_at_once_leave_one_partner_and_an_unbroken_trail(
    world: World, first: Principal, second: Principal
) -> None:
    session = chosen(world, first, "eins", "own")
    customer = customer_of(world, first, NAME, "10001", first.subject)

    def assign_him() -> None:
        with contextlib.suppress(NotFound):  # the customer may be gone already
            assign(world, first, customer.id, session.person_id)

    at_once(
        lambda: serve(world, customer.id, second.organisation_id),
        lambda: serve(world, customer.id, None),
        assign_him,
    )

    steps = trail(world, customer.id, "customer.partner_changed")
    assert [each["after"] for each in steps[:-1]] == [each["before"] for each in steps[1:]]


def test_a_number_that_is_a_customers_is_no_partners(world: World, first: Principal) -> None:
    world.register(customer_number="10009", contact_email=None, name="Kein Partner (Demo)")

    world.service.receive_customer(an_event(partner_number="10009"))
    world.service.receive_customer(an_event(customer_number="20001", partner_number="20001"))

    assert names(world, world.staff()) == []
    assert names(world, first) == []


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        (
            "INSERT INTO partner_customer VALUES (:other, :customer, NULL, now())",
            "pk_partner_customer",
        ),
        (
            "UPDATE partner_customer SET contact_person_id = :stranger",
            "fk_partner_customer_organisation_id_contact_person_id",
        ),
        (
            "UPDATE partner_customer SET customer_id = :own",
            "ck_partner_customer_not_its_own_customer",
        ),
    ],
)
def test_the_database_takes_no_second_partner_and_no_foreign_contact(
    world: World, first: Principal, second: Principal, statement: str, broken: str
) -> None:
    values = {
        "customer": customer_of(world, first, NAME, "10001").id,
        "own": first.organisation_id,
        "other": second.organisation_id,
        "stranger": second.subject,
    }

    with (
        pytest.raises(IntegrityError, match=broken),
        world.database.transaction(every_organisation=True) as session,
    ):
        session.execute(
            text(statement), {name: values[name] for name in values if f":{name}" in statement}
        )


def test_a_contacts_membership_cannot_be_deleted_by_mistake(world: World, first: Principal) -> None:
    session = chosen(world, first, "eins", "own")
    customer_of(world, first, NAME, "10001", session.person_id)
    assert first.organisation_id is not None

    with pytest.raises(IntegrityError), world.room.of_everybody() as records:
        records.memberships.remove(first.organisation_id, session.person_id)
