"""Teams and data visibility of a partner's members: two axes that do not touch each other."""

from typing import Any

import pytest

from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.identity import InvitePerson
from contracts.members import SetDataScope, SetTeam
from contracts.principal import Team
from tests.identity.integration.partners import colleague, partner_admin
from tests.identity.integration.world import World


@pytest.mark.req("DW-06")
def test_members_are_listed_with_team_visibility_and_grants(world: World) -> None:
    admin = partner_admin(world)
    session = colleague(world, admin, "kollaboration")
    world.service.set_data_scope(admin, SetDataScope(person_id=session.person_id, data_scope="own"))

    members = {each.person_id: each for each in world.service.list_members(admin).items}

    member = members[session.person_id]
    assert (member.team, member.data_scope, member.grants) == ("kollaboration", "own", ())


@pytest.mark.req("DW-18")
@pytest.mark.parametrize("data_scope", ["all", "own", "none"])
def test_changing_the_team_changes_nothing_about_what_is_seen(
    world: World, data_scope: str
) -> None:
    admin = partner_admin(world)
    session = colleague(world, admin, "kollaboration")
    request = SetDataScope(person_id=session.person_id, data_scope=data_scope)  # type: ignore[arg-type]  # one of the three
    world.service.set_data_scope(admin, request)
    before = world.principal_of(session)

    world.service.set_team(admin, SetTeam(person_id=session.person_id, team="administration"))

    after = world.principal_of(session)
    assert (after.data_scope, after.areas, after.grants) == (
        before.data_scope,
        before.areas,
        before.grants,
    )
    assert after.data_scope == data_scope


@pytest.mark.req("DW-22", "A20")
@pytest.mark.parametrize("team", ["verwaltung", "administration"])
def test_the_deciding_teams_lift_their_own_visibility_and_the_trail_says_so(
    world: World, team: Team
) -> None:
    admin = partner_admin(world)
    session = colleague(world, admin, team)
    world.service.set_data_scope(
        admin, SetDataScope(person_id=session.person_id, data_scope="none")
    )
    caller = world.principal_of(session)

    world.service.set_data_scope(caller, SetDataScope(person_id=caller.subject, data_scope="all"))

    assert (caller.data_scope, world.principal_of(session).data_scope) == ("none", "all")
    entry = world.service.list_audit(admin).items[0]
    assert entry.actor == entry.subject == f"person:{caller.subject}"
    assert entry.details == {"before": "none", "after": "all", "self_change": "true"}


def test_the_third_team_decides_nothing(world: World) -> None:
    admin = partner_admin(world)
    caller = world.principal_of(colleague(world, admin, "kollaboration"))

    with pytest.raises(NotPermitted) as refused:
        world.service.set_data_scope(
            caller, SetDataScope(person_id=caller.subject, data_scope="own")
        )
    with pytest.raises(NotPermitted):
        world.service.set_team(caller, SetTeam(person_id=caller.subject, team="administration"))

    assert refused.value.arguments == ("deciding_team",)


def test_who_left_a_deciding_team_decides_nothing_with_his_old_principal(world: World) -> None:
    admin = partner_admin(world)
    caller = world.principal_of(colleague(world, admin, "verwaltung"))

    world.service.set_team(admin, SetTeam(person_id=caller.subject, team=None))

    with pytest.raises(NotPermitted):
        world.service.set_data_scope(
            caller, SetDataScope(person_id=caller.subject, data_scope="own")
        )


def test_a_customer_has_neither_teams_nor_data_visibility(world: World) -> None:
    admin = world.admin()

    with pytest.raises(InvalidInput):
        world.service.set_team(admin, SetTeam(person_id=admin.subject, team="verwaltung"))
    with pytest.raises(InvalidInput):
        world.service.set_data_scope(
            admin, SetDataScope(person_id=admin.subject, data_scope="none")
        )


def test_a_member_of_another_partner_is_not_found(world: World) -> None:
    admin = partner_admin(world)
    foreign = world.admin()

    with pytest.raises(NotFound):
        world.service.set_team(admin, SetTeam(person_id=foreign.subject, team=None))
    with pytest.raises(NotFound):
        world.service.set_data_scope(
            admin, SetDataScope(person_id=foreign.subject, data_scope="none")
        )


@pytest.mark.req("DW-05", "A18")
@pytest.mark.parametrize("team", ["verwaltung", "administration"])
def test_the_deciding_teams_invite_members_of_their_partner(world: World, team: Team) -> None:
    admin = partner_admin(world)
    caller = world.principal_of(colleague(world, admin, team))

    invited = world.member(caller, "neu@partner.example")

    assert (invited.organisation_id, invited.role) == (admin.organisation_id, "member")


@pytest.mark.req("DW-05", "A18")
def test_the_third_team_and_members_without_team_invite_nobody(world: World) -> None:
    admin = partner_admin(world)
    third = world.principal_of(colleague(world, admin, "kollaboration"))
    without = world.member(admin, "ohne@partner.example")

    for caller in (third, without):
        with pytest.raises(NotPermitted) as refused:
            world.service.invite_person(caller, InvitePerson(email="neu@partner.example"))
        assert refused.value.arguments == ("deciding_team",)


@pytest.mark.parametrize(
    ("preset", "missing"), [({"role": "admin"}, "admin"), ({"areas": ("wiki",)}, "own_areas")]
)
def test_a_deciding_team_gives_nothing_above_its_members_own_rights(
    world: World, preset: dict[str, Any], missing: str
) -> None:
    admin = partner_admin(world)
    caller = world.principal_of(colleague(world, admin, "administration"))

    with pytest.raises(NotPermitted) as refused:
        world.service.invite_person(caller, InvitePerson(email="neu@partner.example", **preset))

    assert refused.value.arguments == (missing,)


def test_a_team_invites_into_no_other_organisation(world: World) -> None:
    admin = partner_admin(world)
    caller = world.principal_of(colleague(world, admin, "administration"))
    foreign = world.register()

    with pytest.raises(NotPermitted):
        world.service.invite_person(
            caller, InvitePerson(email="neu@partner.example", organisation_id=foreign.id)
        )
