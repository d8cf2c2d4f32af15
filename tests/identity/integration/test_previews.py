"""What a change of rights would bring about, tried by those who may make it."""

from functools import partial
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.identity import SetAreas
from contracts.members import ChangeRole, RemoveMember, SetDataScope, SetTeam
from contracts.partners import SetCertification
from contracts.previews import ChangePreview, ClosedArea, PreviewedChange
from contracts.principal import DEFAULT_AREAS, Principal
from tests.identity.integration.bookings import organisation_of
from tests.identity.integration.partners import (
    certified_admin,
    chosen,
    colleague,
    customer_of,
    names,
    partner_admin,
    see,
)
from tests.identity.integration.seats import a_seat, an_organisation, sign_in_again
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import World


def preview(world: World, caller: Principal, **change: Any) -> PreviewedChange:
    return world.service.preview_change(caller, ChangePreview(**change))


def test_an_administrator_reads_what_a_colleague_would_enter_and_what_stays_closed(
    world: World,
) -> None:
    company = an_organisation(world).id
    admin = a_seat(world, company, "admin").principal(world)
    member = a_seat(world, company)
    areas = ("post", "service_calls", "wiki")

    told = preview(world, admin, areas=SetAreas(person_id=member.person_id, areas=areas))

    (effect,) = told.members
    assert (effect.person_id, effect.person_name) == (member.person_id, member.name)
    assert effect.areas_gained == ("post",)
    assert set(effect.areas_lost) == set(DEFAULT_AREAS) - {"service_calls"}
    assert effect.areas_closed == (ClosedArea(area="wiki", rule="booked"),)
    assert (told.would_change, effect.sessions_ending) == (True, 0)
    assert member.principal(world).areas == DEFAULT_AREAS


def test_removing_somebody_tells_which_sessions_and_contacts_would_end(world: World) -> None:
    admin = certified_admin(world)
    kora = chosen(world, admin, "kora", "own")
    for number, name in (("30001", "Anker GmbH (Demo)"), ("30002", "Birke AG (Demo)")):
        customer_of(world, admin, name, number, kora.person_id)

    told = preview(world, admin, removal=RemoveMember(person_id=kora.person_id))

    (effect,) = told.members
    assert (effect.role, effect.data_scope, effect.sessions_ending) == (None, None, 1)
    assert [customer.name for customer in effect.customers_lost] == [
        "Anker GmbH (Demo)",
        "Birke AG (Demo)",
    ]
    assert told.contacts_lost == 2
    assert names(world, world.principal_of(kora)) == ["Anker GmbH (Demo)", "Birke AG (Demo)"]


@pytest.mark.req("DW-17")
def test_hiding_customers_from_their_contact_is_told_by_number_before_it_is_done(
    world: World,
) -> None:
    admin = certified_admin(world)
    kora = world.principal_of(chosen(world, admin, "kora", "own"))
    customer_of(world, admin, "Anker GmbH (Demo)", "30001", kora.subject)
    customer_of(world, admin, "Birke AG (Demo)", "30002", kora.subject)

    told = preview(world, admin, data_scope=SetDataScope(person_id=kora.subject, data_scope="none"))

    (risk,) = told.new_risks
    assert (risk.code, risk.person_id, risk.count) == (
        "partner_contact_sees_nothing",
        kora.subject,
        2,
    )


@pytest.mark.req("DW-22")
def test_no_customer_is_named_whom_the_one_who_asks_does_not_see(world: World) -> None:
    admin = certified_admin(world)
    blind = world.principal_of(colleague(world, admin, "administration", areas=("business",)))
    kora = world.principal_of(chosen(world, admin, "kora", "none"))
    customer_of(world, admin, "Anker GmbH (Demo)", "30001", blind.subject)
    customer_of(world, admin, "Birke AG (Demo)", "30002")
    see(world, admin, "own", blind.subject)
    lift = SetDataScope(person_id=kora.subject, data_scope="all")

    by_the_blind = preview(world, blind, data_scope=lift)
    by_the_admin = preview(world, admin, data_scope=lift)
    own_lift = preview(
        world, blind, data_scope=SetDataScope(person_id=blind.subject, data_scope="all")
    )

    assert named(by_the_blind) == ["Anker GmbH (Demo)"]
    assert named(by_the_admin) == ["Anker GmbH (Demo)", "Birke AG (Demo)"]
    assert named(own_lift) == []
    assert own_lift.would_change


def named(told: PreviewedChange) -> list[str]:
    return [customer.name for effect in told.members for customer in effect.customers_gained]


def test_the_last_administrator_and_the_contact_on_file_are_told_as_what_stands_against_it(
    world: World,
) -> None:
    contact = world.admin()
    second = world.member(contact, "max@muster.example", role="admin")
    company = an_organisation(world).id
    alone = a_seat(world, company, "admin").principal(world)

    protected = preview(world, second, removal=RemoveMember(person_id=contact.subject))
    last = preview(world, alone, role=ChangeRole(person_id=alone.subject, role="member"))

    assert (protected.refused_by, protected.would_change) == ("initial_address_protected", False)
    assert (last.refused_by, last.members) == ("last_administrator", ())


def test_what_would_leave_one_administrator_alone_is_told_as_a_risk(world: World) -> None:
    company = an_organisation(world).id
    first, second = a_seat(world, company, "admin"), a_seat(world, company, "admin")

    told = preview(
        world,
        first.principal(world),
        role=ChangeRole(person_id=second.person_id, role="member"),
    )

    assert [(risk.code, risk.person_id) for risk in told.new_risks] == [
        ("single_admin", first.person_id)
    ]
    (effect,) = told.members
    assert (effect.role, effect.sessions_ending) == ("member", 1)
    assert "self_services" in effect.areas_lost


@pytest.mark.req("DW-01")
def test_certifying_a_partner_tells_for_whom_the_business_area_would_open(world: World) -> None:
    admin = partner_admin(world)
    chosen_one = world.principal_of(chosen(world, admin, "kora", "own"))
    request = SetCertification(
        organisation_id=organisation_of(admin), is_certified=True, reason="Prüfung 2026"
    )

    told = preview(world, world.staff(), certification=request)

    gained = {effect.person_id: effect.areas_gained for effect in told.members}
    assert gained == {admin.subject: ("business",), chosen_one.subject: ("business",)}
    with pytest.raises(NotPermitted):
        preview(world, admin, certification=request)


@pytest.mark.req("DW-18")
def test_a_team_changes_what_somebody_is_and_nothing_that_he_sees(world: World) -> None:
    admin = certified_admin(world)
    kora = world.principal_of(chosen(world, admin, "kora", "own"))
    customer_of(world, admin, "Anker GmbH (Demo)", "30001", kora.subject)

    told = preview(world, admin, team=SetTeam(person_id=kora.subject, team="verwaltung"))

    (effect,) = told.members
    assert effect.team == "verwaltung"
    assert effect.areas_gained == effect.areas_lost == ()
    assert effect.customers_gained == ()


def test_what_is_so_already_would_change_nothing(world: World) -> None:
    company = an_organisation(world).id
    admin = a_seat(world, company, "admin").principal(world)
    member = a_seat(world, company)

    told = preview(world, admin, areas=SetAreas(person_id=member.person_id, areas=DEFAULT_AREAS))

    assert (told.would_change, told.members, told.new_risks) == (False, (), ())


def test_who_may_not_make_a_change_may_not_try_it_and_learns_nothing_of_others(
    world: World,
) -> None:
    company, other = an_organisation(world).id, an_organisation(world).id
    admin, member = a_seat(world, company, "admin"), a_seat(world, company)
    stranger = a_seat(world, other)
    own = SetAreas(person_id=member.person_id, areas=("post",))

    with pytest.raises(NotPermitted):
        preview(world, member.principal(world), areas=own)
    for person_id in (stranger.person_id, new_id()):
        with pytest.raises(NotFound, match="member"):
            preview(
                world,
                admin.principal(world),
                areas=SetAreas(person_id=person_id, areas=("post",)),
            )
    with pytest.raises(InvalidInput):
        preview(
            world,
            world.staff(),
            removal=RemoveMember(person_id=stranger.person_id, organisation_id=other),
        )


def test_trying_at_the_same_moment_as_somebody_changes_it_holds_nobody_up(world: World) -> None:
    company = an_organisation(world).id
    admin = a_seat(world, company, "admin")
    member = a_seat(world, company)
    again = sign_in_again(world, admin, company).principal(world)
    change = RemoveMember(person_id=member.person_id)

    told, done = at_once(
        partial(preview_or_gone, world, admin.principal(world), change),
        partial(world.service.remove_member, again, change),
    )

    assert done is None
    assert told is None or told.would_change
    with world.room.of(company) as records:
        assert records.memberships.find(company, member.person_id) is None


def preview_or_gone(
    world: World, caller: Principal, change: RemoveMember
) -> PreviewedChange | None:
    try:
        return preview(world, caller, removal=change)
    except NotFound:
        return None
