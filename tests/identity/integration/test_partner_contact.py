"""Who among a partner's people looks after a customer: assigned, replaced, told."""

from typing import Any

import pytest

from chassis.ids import new_id
from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.identity import Organisation, Session
from contracts.members import RemoveMember, SetGrants
from contracts.principal import CHANGE_PARTNER_CONTACT, DOWNLOAD_LICENCE, Principal, Team
from tests.identity.integration.partners import (
    assign,
    certified_admin,
    chosen,
    customer_of,
    names,
    page,
    see,
)
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import World

CHANGED = "partner.contact_changed.v1"


@pytest.fixture
def admin(world: World) -> Principal:
    """Return the administrator of a certified partner."""
    return certified_admin(world)


@pytest.fixture
def customer(world: World, admin: Principal) -> Organisation:
    """Return a customer of the partner that nobody looks after yet."""
    return customer_of(world, admin, "A GmbH (Demo)", "10001")


def changes(world: World) -> list[tuple[str | None, str | None]]:
    """Return who looked after a customer before and after, as the vendor was told."""
    told = [event["data"] for event in world.announced(CHANGED)]
    return [
        tuple(each[side]["name"] if each[side] else None for side in ("old_contact", "new_contact"))  # type: ignore[misc]  # two sides, two names
        for each in told
    ]


def allow(world: World, admin: Principal, session: Session, *grants: str) -> Principal:
    world.service.set_grants(admin, SetGrants(person_id=session.person_id, grants=grants))
    return world.principal_of(session)


@pytest.mark.req("DW-14", "A18", "E2")
@pytest.mark.parametrize("team", ["verwaltung", "administration"])
def test_the_deciding_teams_assign_a_contact(
    world: World, admin: Principal, customer: Organisation, team: Team
) -> None:
    caller = world.principal_of(chosen(world, admin, "max", "all", team))

    assigned = assign(world, caller, customer.id, admin.subject)

    assert assigned.contact is not None
    assert assigned.contact.person_id == admin.subject
    assert world.service.get_customer(caller, customer.id) == assigned


@pytest.mark.req("DW-14", "DW-19", "A18", "A20")
def test_who_sees_a_customer_and_may_not_assign_is_told_so(
    world: World, admin: Principal, customer: Organisation
) -> None:
    third = chosen(world, admin, "drei", "all", "kollaboration")
    caller = allow(world, admin, third, DOWNLOAD_LICENCE)

    with pytest.raises(NotPermitted) as refused:
        assign(world, caller, customer.id, caller.subject)
    allowed = allow(world, admin, third, CHANGE_PARTNER_CONTACT)
    assigned = assign(world, allowed, customer.id, caller.subject)

    assert refused.value.arguments == ("change_partner_contact",)
    assert assigned.contact is not None
    assert assigned.contact.person_id == caller.subject


@pytest.mark.req("DW-19", "A20")
@pytest.mark.parametrize("data_scope", ["own", "none"])
def test_who_does_not_see_a_customer_learns_nothing_whatever_he_may_do(
    world: World, admin: Principal, customer: Organisation, data_scope: Any
) -> None:
    session = chosen(world, admin, "max", data_scope, "administration")
    caller = allow(world, admin, session, CHANGE_PARTNER_CONTACT)

    with pytest.raises(NotFound) as hidden:
        assign(world, caller, customer.id, caller.subject)
    with pytest.raises(NotFound) as unknown:
        assign(world, caller, new_id(), caller.subject)

    assert hidden.value.arguments == unknown.value.arguments == ("customer",)
    assert changes(world) == []


@pytest.mark.req("DW-13", "E2")
def test_the_contact_is_one_of_the_partners_own_people(
    world: World, admin: Principal, customer: Organisation
) -> None:
    foreign = certified_admin(world, name="Fremd (Demo)", contact_email="chef@fremd.example")

    for person_id in (foreign.subject, world.admin_of("10009").subject, new_id()):
        with pytest.raises(InvalidInput) as refused:
            assign(world, admin, customer.id, person_id)
        assert refused.value.arguments == ("person_id", "not_a_member")

    assert world.service.get_customer(admin, customer.id).contact is None


@pytest.mark.req("DW-13", "E2")
def test_a_second_contact_replaces_the_first(
    world: World, admin: Principal, customer: Organisation
) -> None:
    first = chosen(world, admin, "eins", "own")
    second = chosen(world, admin, "zwei", "own")
    assign(world, admin, customer.id, first.person_id)

    assign(world, admin, customer.id, second.person_id)

    assert names(world, world.principal_of(first)) == []
    assert names(world, world.principal_of(second)) == [customer.name]
    assert names(world, admin, contact=str(second.person_id)) == [customer.name]


@pytest.mark.req("DW-27", "E2")
def test_the_vendor_is_told_of_each_change_and_only_of_changes(
    world: World, admin: Principal, customer: Organisation
) -> None:
    first = chosen(world, admin, "eins", "own")
    second = chosen(world, admin, "zwei", "own")

    for person_id in (first.person_id, first.person_id, second.person_id, None, None):
        assign(world, admin, customer.id, person_id)

    assert changes(world) == [(None, "Eins"), ("Eins", "Zwei"), ("Zwei", None)]
    event = world.announced(CHANGED)[0]
    assert (event["source"], event["subject"]) == ("/kontor/identity", "10001")
    assert event["data"]["customer_name"] == customer.name
    assert event["data"]["partner_id"] == str(admin.organisation_id)
    assert event["data"]["new_contact"]["email"] == "eins@partner.example"
    (shown,) = page(world, world.staff(), contact="none").items
    assert shown.id == customer.id


@pytest.mark.req("A25")
def test_the_partners_trail_names_who_changed_the_contact_from_whom_to_whom(
    world: World, admin: Principal, customer: Organisation
) -> None:
    session = chosen(world, admin, "eins", "own")
    assign(world, admin, customer.id, session.person_id)

    entry = world.service.list_audit(admin, limit=1).items[0]

    assert (entry.action, entry.actor) == (
        "customer.partner_contact_changed",
        f"person:{admin.subject}",
    )
    assert entry.subject == f"organisation:{customer.id}"
    assert entry.details == {
        "before": "",
        "after": str(session.person_id),
        "because": "assigned",
    }


def test_assigning_from_two_threads_is_told_once_for_each_change(
    world: World, admin: Principal, customer: Organisation
) -> None:
    first = chosen(world, admin, "eins", "own")
    second = chosen(world, admin, "zwei", "own")

    at_once(
        lambda: assign(world, admin, customer.id, first.person_id),
        lambda: assign(world, admin, customer.id, first.person_id),
        lambda: assign(world, admin, customer.id, second.person_id),
    )

    told = changes(world)
    contact = world.service.get_customer(admin, customer.id).contact
    assert contact is not None
    assert told[0][0] is None
    assert told[-1][1] == contact.name
    # Each begins with whom the one before ended with: nothing was lost between them.
    assert [after for _, after in told[:-1]] == [before for before, _ in told[1:]]


@pytest.mark.req("DW-27")
def test_a_contact_who_leaves_looks_after_nobody_and_the_vendor_is_told(
    world: World, admin: Principal, customer: Organisation
) -> None:
    session = chosen(world, admin, "eins", "own")
    other = customer_of(world, admin, "B GmbH (Demo)", "10002", session.person_id)
    assign(world, admin, customer.id, session.person_id)

    world.service.remove_member(admin, RemoveMember(person_id=session.person_id))

    assert names(world, admin, contact="none") == [customer.name, other.name]
    assert changes(world)[-2:] == [("Eins", None)] * 2
    entries = world.service.list_audit(admin, limit=3).items
    assert [each.action for each in entries] == [
        "member.removed",
        "customer.partner_contact_changed",
        "customer.partner_contact_changed",
    ]
    assert entries[1].details["because"] == "member_removed"


def test_assigning_somebody_who_is_just_being_removed_leaves_no_stranger(
    world: World, admin: Principal, customer: Organisation
) -> None:
    session = chosen(world, admin, "eins", "own")

    def assign_him() -> str:
        try:
            assign(world, admin, customer.id, session.person_id)
        except InvalidInput as refused:
            return refused.arguments[1]
        return "assigned"

    def remove_him() -> str:
        world.service.remove_member(admin, RemoveMember(person_id=session.person_id))
        return "removed"

    outcome = at_once(assign_him, remove_him)

    assert outcome[0] in {"assigned", "not_a_member"}
    assert world.service.get_customer(admin, customer.id).contact is None
    assert len(changes(world)) == (2 if outcome[0] == "assigned" else 0)


@pytest.mark.req("DW-17")
def test_a_contact_may_be_named_who_sees_nothing(
    world: World, admin: Principal, customer: Organisation
) -> None:
    session = chosen(world, admin, "eins", "none")

    assign(world, admin, customer.id, session.person_id)

    assert names(world, world.principal_of(session)) == []
    see(world, admin, "own", session.person_id)
    assert names(world, world.principal_of(session)) == [customer.name]


def test_the_vendors_people_say_who_serves_and_not_who_looks_after(
    world: World, admin: Principal, customer: Organisation
) -> None:
    with pytest.raises(NotPermitted):
        assign(world, world.staff(), customer.id, admin.subject)
    with pytest.raises(NotFound):
        assign(world, world.staff(), new_id(), admin.subject)
