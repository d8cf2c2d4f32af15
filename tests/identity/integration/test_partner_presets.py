"""What a partner's invitation promises, and who decides about team, visibility and actions."""

from collections.abc import Callable
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.identity import InvitationChoice, InvitePerson, Membership
from contracts.members import SetDataScope, SetGrants, SetTeam
from contracts.principal import CHANGE_PARTNER_CONTACT, DOWNLOAD_LICENCE, UNLOCK_AREAS, Principal
from tests.identity.integration.partners import colleague, partner_admin
from tests.identity.integration.world import World

NEW = "neu@partner.example"


def the_member(world: World, admin: Principal, principal: Principal) -> Any:
    members = {each.person_id: each for each in world.service.list_members(admin).items}
    return members[principal.subject]


@pytest.mark.req("A1")
def test_an_invitation_promises_team_and_visibility_and_keeps_it(world: World) -> None:
    admin = partner_admin(world)
    request = InvitePerson(email=NEW, team="verwaltung", data_scope="none")

    invitation = world.service.invite_person(admin, request)
    member = the_member(world, admin, world.principal_of(world.accept(NEW)))

    assert (invitation.team, invitation.data_scope) == ("verwaltung", "none")
    assert (member.team, member.data_scope) == ("verwaltung", "none")
    issued = world.service.list_audit(admin).items[1]
    assert (issued.details["team"], issued.details["data_scope"]) == ("verwaltung", "none")


def test_sending_an_invitation_again_keeps_its_promises(world: World) -> None:
    admin = partner_admin(world)
    request = InvitePerson(email=NEW, team="kollaboration", data_scope="all")
    invitation = world.service.invite_person(admin, request)

    again = world.service.resend_invitation(admin, InvitationChoice(invitation_id=invitation.id))

    assert (again.team, again.data_scope) == ("kollaboration", "all")


@pytest.mark.parametrize(
    ("role", "data_scope"), [("admin", "all"), ("member", "own"), ("documents", "none")]
)
def test_a_partners_fresh_member_sees_what_his_role_needs(
    world: World, role: Any, data_scope: str
) -> None:
    admin = partner_admin(world)

    fresh = world.member(admin, NEW, role=role)

    assert (fresh.data_scope, admin.data_scope) == (data_scope, "all")


@pytest.mark.parametrize("preset", [{"team": "verwaltung"}, {"data_scope": "own"}])
def test_a_customers_invitation_promises_neither(world: World, preset: dict[str, Any]) -> None:
    admin = world.admin()

    with pytest.raises(InvalidInput) as refused:
        world.service.invite_person(admin, InvitePerson(email=NEW, **preset))

    assert refused.value.arguments == (next(iter(preset)), "partners_only")


def test_a_deciding_team_promises_visibility_and_no_team(world: World) -> None:
    admin = partner_admin(world)
    caller = world.principal_of(colleague(world, admin, "administration"))

    invitation = world.service.invite_person(caller, InvitePerson(email=NEW, data_scope="all"))
    with pytest.raises(NotPermitted) as refused:
        world.service.invite_person(caller, InvitePerson(email=NEW, team="administration"))

    assert invitation.data_scope == "all"
    assert refused.value.arguments == ("admin",)


@pytest.mark.req("DW-06", "A18")
def test_who_decides_about_members_sees_them(world: World) -> None:
    admin = partner_admin(world)
    deciding = world.principal_of(colleague(world, admin, "verwaltung"))
    third = world.principal_of(colleague(world, admin, "kollaboration"))

    seen = world.service.list_members(deciding, admin.organisation_id).items

    assert len(seen) == 3
    with pytest.raises(NotPermitted) as refused:
        world.service.list_members(third)
    assert refused.value.arguments == ("deciding_team",)


def test_who_assigns_contacts_sees_whom_he_can_assign(world: World) -> None:
    admin = partner_admin(world)
    third = world.principal_of(colleague(world, admin, "kollaboration"))
    request = SetGrants(person_id=third.subject, grants=(CHANGE_PARTNER_CONTACT,))

    world.service.set_grants(admin, request)

    assert len(world.service.list_members(third).items) == 2


@pytest.mark.req("DW-19", "A20")
@pytest.mark.parametrize("team", ["verwaltung", "administration"])
def test_the_deciding_teams_say_which_actions_are_allowed(world: World, team: Any) -> None:
    admin = partner_admin(world)
    deciding = world.principal_of(colleague(world, admin, team))
    third = colleague(world, admin, "kollaboration")
    grants = (CHANGE_PARTNER_CONTACT, DOWNLOAD_LICENCE)

    changed = world.service.set_grants(
        deciding, SetGrants(person_id=third.person_id, grants=grants)
    )

    assert changed.grants == grants == world.principal_of(third).grants
    assert changed.data_scope == "all"


def test_a_deciding_team_makes_no_key_user_and_unmakes_none(world: World) -> None:
    admin = partner_admin(world)
    deciding = world.principal_of(colleague(world, admin, "verwaltung"))
    third = colleague(world, admin, "kollaboration")
    unlock = SetGrants(person_id=third.person_id, grants=(UNLOCK_AREAS,))
    nothing = SetGrants(person_id=third.person_id, grants=())

    with pytest.raises(NotPermitted):
        world.service.set_grants(deciding, unlock)
    world.service.set_grants(admin, unlock)
    with pytest.raises(NotPermitted) as refused:
        world.service.set_grants(deciding, nothing)

    assert refused.value.arguments == ("admin",)
    assert world.principal_of(third).grants == (UNLOCK_AREAS,)


@pytest.mark.req("A18")
def test_the_third_team_allows_nobody_anything(world: World) -> None:
    admin = partner_admin(world)
    third = world.principal_of(colleague(world, admin, "kollaboration"))

    with pytest.raises(NotPermitted) as refused:
        world.service.set_grants(
            third, SetGrants(person_id=third.subject, grants=(DOWNLOAD_LICENCE,))
        )

    assert refused.value.arguments == ("deciding_team",)


@pytest.mark.req("SE-33")
def test_the_vendors_people_set_team_visibility_and_actions_with_a_reason(world: World) -> None:
    admin = partner_admin(world)
    session = colleague(world, admin, "kollaboration")
    staff = world.staff(role="member")
    calls: list[Callable[[str | None], Membership]] = [
        lambda reason: world.service.set_team(
            staff, SetTeam(team="verwaltung", reason=reason, **whose)
        ),
        lambda reason: world.service.set_data_scope(
            staff, SetDataScope(data_scope="none", reason=reason, **whose)
        ),
        lambda reason: world.service.set_grants(
            staff, SetGrants(grants=(DOWNLOAD_LICENCE,), reason=reason, **whose)
        ),
    ]
    whose: dict[str, Any] = {
        "person_id": session.person_id,
        "organisation_id": admin.organisation_id,
    }

    changed = [call("Anruf vom 2. März") for call in calls][-1]

    assert (changed.team, changed.data_scope) == ("verwaltung", "none")
    entries = world.service.list_audit(admin, limit=3).items
    assert {each.details["reason"] for each in entries} == {"Anruf vom 2. März"}
    assert {each.actor for each in entries} == {f"person:{staff.subject}"}
    for call in calls:
        with pytest.raises(InvalidInput):
            call(None)


def test_a_foreign_partner_answers_as_one_that_does_not_exist(world: World) -> None:
    admin = partner_admin(world)
    foreign = partner_admin(world, name="Fremd GmbH (Demo)", contact_email="chef@fremd.example")
    third = world.principal_of(colleague(world, admin, "kollaboration"))

    for organisation_id in (foreign.organisation_id, new_id()):
        request = SetDataScope(
            person_id=foreign.subject, data_scope="none", organisation_id=organisation_id
        )
        with pytest.raises(NotFound) as hidden:
            world.service.set_data_scope(admin, request)
        with pytest.raises(NotPermitted):
            world.service.set_data_scope(third, request)
        assert hidden.value.arguments == ("organisation",)
