"""Members ask their own administrators for areas."""

import pytest

from contracts.accounts import AccessRequest, DecideAccess, RequestAreas
from contracts.errors import InvalidInput, NotFound, NotPermitted, TooManyAttempts
from contracts.members import RemoveMember
from contracts.principal import Principal
from identity.domain.floods import ACCESS_REQUESTS_OF_A_PERSON
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import World

LEA = "lea@muster.example"


def ask(world: World, member: Principal, *areas: str) -> AccessRequest:
    return world.service.request_areas(member, RequestAreas(areas=areas, note=" Für  die Ablage "))


def told(world: World, kind: str) -> list[str]:
    return [each.recipient for each in world.invitations_mailed() if each.kind == kind]


def areas_of(world: World, admin: Principal, person: Principal) -> tuple[str, ...]:
    members = world.service.list_members(admin).items
    return next(each.areas for each in members if each.person_id == person.subject)


def test_areas_asked_for_open_when_an_administrator_agrees_and_not_before(world: World) -> None:
    admin = world.admin()
    lea = world.member(admin, LEA)
    had = areas_of(world, admin, lea)

    asked = ask(world, lea, "post")
    before = areas_of(world, admin, lea)
    (shown,) = world.service.list_access_requests(admin).items
    approve = DecideAccess(access_request_id=asked.id, approve=True)
    states = [world.service.decide_access(admin, approve).state for _ in range(2)]

    assert before == had
    assert (shown.person_id, shown.areas, shown.note) == (lea.subject, ("post",), "Für die Ablage")
    assert states == ["approved", "approved"]
    assert set(areas_of(world, admin, lea)) == {*had, "post"}
    assert world.service.list_own_access_requests(lea).items == ()
    assert told(world, "areas_requested") == ["erika@muster.example"]
    assert told(world, "areas_approved") == [LEA]
    actions = [entry.action for entry in world.service.list_audit(admin).items]
    assert actions[:3] == ["access.approved", "member.areas_changed", "access.areas_requested"]


def test_there_is_one_open_request_that_grows(world: World) -> None:
    admin = world.admin()
    lea = world.member(admin, LEA)

    first = ask(world, lea, "post")
    again, wider = ask(world, lea, "post"), ask(world, lea, "devices")

    assert again == first
    assert (wider.id, wider.areas) == (first.id, ("post", "devices"))
    assert world.service.list_own_access_requests(lea).items == (wider,)
    # Once for each request that asks for more.
    assert len(told(world, "areas_requested")) == 2


def test_asking_and_agreeing_at_once_leave_one_request_and_one_answer(world: World) -> None:
    admin = world.admin()
    lea = world.member(admin, LEA)

    asked = at_once(*[lambda: ask(world, lea, "post")] * 3)
    approve = DecideAccess(access_request_id=asked[0].id, approve=True)
    decided = at_once(*[lambda: world.service.decide_access(admin, approve)] * 3)

    assert {each.id for each in asked} == {asked[0].id}
    assert [each.state for each in decided] == ["approved"] * 3
    assert len(told(world, "areas_requested")) == 1
    assert told(world, "areas_approved") == [LEA]


def test_an_administrator_may_give_less_or_nothing(world: World) -> None:
    admin = world.admin()
    lea = world.member(admin, LEA)
    had = areas_of(world, admin, lea)
    some = ask(world, lea, "post", "devices")
    less = DecideAccess(access_request_id=some.id, approve=True, areas=("devices",))

    world.service.decide_access(admin, less)
    rest = ask(world, lea, "post")
    world.service.decide_access(admin, DecideAccess(access_request_id=rest.id, approve=False))

    assert set(areas_of(world, admin, lea)) == {*had, "devices"}
    assert told(world, "areas_declined") == [LEA]


@pytest.mark.parametrize(
    ("areas", "reason"),
    [
        (("service_calls",), "already_switched_on"),
        (("wiki",), "not_booked"),
        (("kitchen",), "unknown_area"),
    ],
)
def test_what_nobody_could_give_is_not_asked_for(
    world: World, areas: tuple[str, ...], reason: str
) -> None:
    admin = world.admin()
    lea = world.member(admin, LEA)

    with pytest.raises(InvalidInput) as refused:
        ask(world, lea, *areas)

    assert refused.value.arguments == ("areas", reason)
    assert world.service.list_access_requests(admin).items == ()


def test_who_is_no_member_any_more_gets_nothing_and_asks_for_nothing(world: World) -> None:
    admin = world.admin()
    lea = world.member(admin, LEA)
    asked = ask(world, lea, "post")
    world.service.remove_member(admin, RemoveMember(person_id=lea.subject))

    with pytest.raises(NotFound):
        world.service.decide_access(admin, DecideAccess(access_request_id=asked.id, approve=True))
    with pytest.raises(NotPermitted):
        ask(world, lea, "devices")


def test_a_colleague_neither_sees_nor_decides_and_nobody_floods(world: World) -> None:
    admin = world.admin()
    lea = world.member(admin, LEA)
    asked = ask(world, lea, "post")

    with pytest.raises(NotPermitted):
        world.service.list_access_requests(lea)
    with pytest.raises(NotPermitted):
        world.service.decide_access(lea, DecideAccess(access_request_id=asked.id, approve=True))
    for _ in range(ACCESS_REQUESTS_OF_A_PERSON.times - 1):
        ask(world, lea, "post")
    with pytest.raises(TooManyAttempts):
        ask(world, lea, "post")
