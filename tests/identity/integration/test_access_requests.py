"""People without access ask an organisation's administrators for it."""

from datetime import timedelta

import pytest

from contracts.accounts import AskForLink, CompleteRegistration, DecideAccess, RequestAccess
from contracts.errors import InvalidInput, NotFound, NotPermitted, TooManyAttempts
from contracts.principal import DEFAULT_AREAS, Principal
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import GOOD_PASSWORD, World

NEWCOMER = "neu@frei.example"


def newcomer(world: World) -> Principal:
    """Return a person who signed up by mail and belongs nowhere."""
    world.service.request_registration(AskForLink(email=NEWCOMER))
    token = world.token_mailed_to(NEWCOMER)
    session = world.service.complete_registration(
        CompleteRegistration(token=token, person_name="Nora Neu", password=GOOD_PASSWORD)
    )
    return world.principal_of(session)


def ask(world: World, caller: Principal, number: str = "10001") -> None:
    world.service.request_access(caller, RequestAccess(customer_number=number, note="Bin die Neue"))
    world.deliver_access_wishes()


def kinds_to(world: World, address: str) -> list[str]:
    return [each.kind for each in world.invitations_mailed() if each.recipient == address]


@pytest.mark.req("SE-32", "A9")
def test_asking_gives_no_membership_until_an_admin_agrees(world: World) -> None:
    admin, person = world.admin(), newcomer(world)
    ask(world, person)
    before = world.service.list_own_organisations(person).items
    (asked,) = world.service.list_access_requests(admin).items

    world.service.decide_access(admin, DecideAccess(access_request_id=asked.id, approve=True))

    assert before == ()
    assert (asked.person_name, asked.email, asked.note) == ("Nora Neu", NEWCOMER, "Bin die Neue")
    members = {member.person_id: member for member in world.service.list_members(admin).items}
    assert members[person.subject].role == "member"
    assert members[person.subject].areas == DEFAULT_AREAS
    assert kinds_to(world, NEWCOMER)[-1] == "access_approved"
    assert world.service.list_audit(admin).items[0].action == "access.approved"


@pytest.mark.req("SE-32")
def test_every_admin_is_told_once_and_nobody_else(world: World) -> None:
    admin, person = world.admin(), newcomer(world)
    world.member(admin, "lea@muster.example")
    world.member(admin, "zweite@muster.example", role="admin")

    ask(world, person)
    ask(world, person)

    told = [each.recipient for each in world.invitations_mailed() if each.kind == "access_request"]
    assert sorted(told) == ["erika@muster.example", "zweite@muster.example"]
    assert len(world.service.list_access_requests(admin).items) == 1


@pytest.mark.req("SE-32", "A9")
def test_an_unknown_company_answers_as_one_that_exists(world: World) -> None:
    world.admin()
    person = newcomer(world)

    for number in ("10001", "99999", "keine Nummer"):
        ask(world, person, number)

    assert world.run_sql("SELECT count(*) FROM access_request") == [(1,)]


def test_a_declined_request_gives_nothing_and_is_told(world: World) -> None:
    admin, person = world.admin(), newcomer(world)
    ask(world, person)
    (asked,) = world.service.list_access_requests(admin).items
    decline = DecideAccess(access_request_id=asked.id, approve=False)

    decided = [world.service.decide_access(admin, decline).state for _ in range(2)]

    assert decided == ["declined", "declined"]
    assert world.service.list_own_organisations(person).items == ()
    told = [each for each in world.invitations_mailed() if each.kind == "access_declined"]
    # He may have guessed the number: the company's name is not his to learn.
    assert [each.parameters for each in told] == [{"customer_number": "10001"}]
    with pytest.raises(InvalidInput) as refused:
        world.service.decide_access(admin, DecideAccess(access_request_id=asked.id, approve=True))
    assert refused.value.arguments == ("approve", "already_decided")


def test_approving_twice_at_once_makes_one_member(world: World) -> None:
    admin, person = world.admin(), newcomer(world)
    ask(world, person)
    (asked,) = world.service.list_access_requests(admin).items
    approve = DecideAccess(access_request_id=asked.id, approve=True)

    states = [
        each.state for each in at_once(*[lambda: world.service.decide_access(admin, approve)] * 3)
    ]

    assert states == ["approved"] * 3
    assert kinds_to(world, NEWCOMER).count("access_approved") == 1


def test_only_the_organisations_own_admins_decide(world: World) -> None:
    admin, person = world.admin(), newcomer(world)
    world.register(customer_number="10002", contact_email="chef@fremd.example")
    foreign = world.principal_of(world.accept("chef@fremd.example"))
    member = world.member(admin, "lea@muster.example")
    ask(world, person)
    (asked,) = world.service.list_access_requests(admin).items
    approve = DecideAccess(access_request_id=asked.id, approve=True)

    with pytest.raises(NotFound):
        world.service.decide_access(foreign, approve)
    for caller in (member, person):
        with pytest.raises(NotPermitted):
            world.service.decide_access(caller, approve)

    assert world.service.list_access_requests(foreign).items == ()


def test_a_person_asks_ten_times_an_hour_at_most(world: World) -> None:
    person = newcomer(world)

    for number in range(10):
        ask(world, person, f"1000{number}")
    with pytest.raises(TooManyAttempts):
        ask(world, person)
    world.clock.move(timedelta(hours=1))
    ask(world, person)


def test_a_member_who_asks_again_changes_nothing(world: World) -> None:
    admin = world.admin()

    ask(world, admin)

    assert world.service.list_access_requests(admin).items == ()


@pytest.mark.req("SE-32", "S5")
def test_asking_runs_the_same_statements_for_every_number(world: World) -> None:
    admin, person = world.admin(), newcomer(world)
    statements: dict[str, list[str]] = {}

    for asker, number in ((person, "10001"), (person, "99999"), (admin, "10001")):
        with world.statements() as seen:
            world.service.request_access(asker, RequestAccess(customer_number=number))
        statements[f"{asker.subject}:{number}"] = seen

    first, *others = statements.values()
    assert first
    assert all(other == first for other in others)


def test_a_wish_delivered_twice_and_by_two_at_once_is_put_before_the_admins_once(
    world: World,
) -> None:
    admin, person = world.admin(), newcomer(world)
    world.service.request_access(person, RequestAccess(customer_number="10001"))

    at_once(*[world.deliver_access_wishes] * 4)
    (asked,) = world.service.list_access_requests(admin).items
    world.service.decide_access(admin, DecideAccess(access_request_id=asked.id, approve=False))
    world.deliver_access_wishes()

    assert [each.state for each in world.service.list_access_requests(admin).items] == ["declined"]
    assert kinds_to(world, "erika@muster.example").count("access_request") == 1
