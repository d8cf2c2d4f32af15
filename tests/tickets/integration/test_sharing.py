"""Who sees a request besides its requester, how long, and how it vanishes."""

from datetime import timedelta
from functools import partial

import pytest

from chassis.testing import a_principal
from contracts.conversations import ShareWith
from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.principal import Principal
from contracts.tickets import Request
from tests.identity.integration.threads import at_once
from tests.tickets.integration.conversation import (
    ORGANISATION,
    bodies,
    course,
    say,
    share,
    unshare,
    with_partner,
    with_person,
)
from tests.tickets.integration.world import World, a_colleague, staff


@pytest.fixture
def customer() -> Principal:
    return a_principal()


@pytest.fixture
def request_(world: World, customer: Principal) -> Request:
    return world.open(customer)


def is_seen(world: World, caller: Principal, request: Request) -> bool:
    """Whether the caller gets it by id; a list must say the same."""
    scope = "customers" if caller.organisation_kind == "partner" else "shared"
    is_listed = request.id in [each.id for each in world.page(caller, scope=scope).items]
    try:
        world.service.get_request(caller, request.id)
    except NotFound:
        assert not is_listed
        return False
    assert is_listed
    return True


@pytest.mark.req("FD-15", "C3", "C4")
def test_a_request_is_private_until_it_is_shared_and_gone_when_that_ends(
    world: World, customer: Principal, request_: Request
) -> None:
    colleague, other = a_colleague(customer), a_colleague(customer)
    another = world.open(customer, idempotency_key="another")

    before = is_seen(world, colleague, request_)
    share(world, customer, request_, with_person(colleague))
    meanwhile = is_seen(world, colleague, request_)
    opened_no_other = not is_seen(world, colleague, another) and not is_seen(world, other, request_)
    left = unshare(world, customer, request_, with_person(colleague))

    assert (before, meanwhile, opened_no_other) == (False, True, True)
    assert left == ()
    assert not is_seen(world, colleague, request_)


@pytest.mark.req("C3")
def test_own_and_shared_requests_are_listed_apart(
    world: World, customer: Principal, request_: Request
) -> None:
    colleague = a_colleague(customer)
    own = world.open(colleague)
    share(world, customer, request_, with_person(colleague))
    share(world, colleague, own, ORGANISATION)

    mine = world.page(colleague)
    shared = world.page(colleague, scope="shared")

    assert [each.id for each in mine.items] == [own.id]
    assert [each.id for each in shared.items] == [request_.id]


@pytest.mark.req("C4")
@pytest.mark.parametrize(
    ("share_with", "role", "seen"),
    [
        (ORGANISATION, "member", 1),
        (ORGANISATION, "admin", 1),
        (ShareWith(kind="role", role="admin"), "admin", 1),
        (ShareWith(kind="role", role="admin"), "member", 0),
    ],
)
def test_a_role_or_everybody_of_the_organisation_sees_it(
    world: World,
    customer: Principal,
    request_: Request,
    share_with: ShareWith,
    role: str,
    seen: int,
) -> None:
    colleague = a_colleague(customer, role=role)
    share(world, customer, request_, share_with)

    assert is_seen(world, colleague, request_) is bool(seen)
    assert not is_seen(world, a_principal(role=role), request_)


def test_a_share_with_an_end_date_ends_by_itself(
    world: World, customer: Principal, request_: Request
) -> None:
    colleague = a_colleague(customer)
    ends_at = world.clock.now() + timedelta(days=2)
    share(world, customer, request_, with_person(colleague), ends_at=ends_at)

    world.clock.move(timedelta(days=2) - timedelta(seconds=1))
    before = is_seen(world, colleague, request_)
    world.clock.move(timedelta(seconds=1))

    assert before
    assert not is_seen(world, colleague, request_)
    assert world.service.list_shares(customer, request_.id).items == ()


def test_only_whoever_asked_shares_and_only_the_vendor_with_partners(
    world: World, customer: Principal, request_: Request
) -> None:
    colleague, partner = a_colleague(customer), a_principal(organisation_kind="partner")
    share(world, customer, request_, with_person(colleague), may_edit=True)

    for caller, wanted in (
        (colleague, ORGANISATION),
        (staff(), ORGANISATION),
        (customer, with_partner(partner)),
    ):
        with pytest.raises(NotPermitted):
            share(world, caller, request_, wanted)


@pytest.mark.parametrize(
    ("share_with", "field", "reason"),
    [
        (ShareWith(kind="person"), "share_with.person_id", "missing"),
        (ShareWith(kind="role"), "share_with.role", "missing"),
        (ShareWith(kind="partner"), "share_with.partner_id", "missing"),
        (ShareWith(kind="organisation", role="admin"), "share_with.role", "not_allowed"),
    ],
)
def test_a_share_names_exactly_whom_it_is_for(
    world: World,
    customer: Principal,
    request_: Request,
    share_with: ShareWith,
    field: str,
    reason: str,
) -> None:
    with pytest.raises(InvalidInput) as refused:
        share(world, customer, request_, share_with)

    assert refused.value.arguments == (field, reason)


def test_a_share_that_is_over_or_with_oneself_is_refused(
    world: World, customer: Principal, request_: Request
) -> None:
    with pytest.raises(InvalidInput) as past:
        share(world, customer, request_, ORGANISATION, ends_at=world.clock.now())
    with pytest.raises(InvalidInput) as oneself:
        share(world, customer, request_, with_person(customer))

    assert past.value.arguments == ("ends_at", "past")
    assert oneself.value.arguments == ("share_with.person_id", "not_allowed")


def test_sharing_twice_is_one_share_and_unsharing_twice_one_end(
    world: World, customer: Principal, request_: Request
) -> None:
    colleague = with_person(a_colleague(customer))

    at_once(*[partial(share, world, customer, request_, colleague) for _ in range(4)])
    shared = world.service.list_shares(customer, request_.id).items
    at_once(*[partial(unshare, world, customer, request_, colleague) for _ in range(4)])

    assert [each.share_with for each in shared] == [colleague]
    changes = [step.change for step in course(world, customer, request_)]
    assert changes.count("unshared") == 1


def test_with_whom_of_his_people_a_customer_shares_is_not_the_vendors_business(
    world: World, customer: Principal, request_: Request
) -> None:
    share(world, customer, request_, with_person(a_colleague(customer)))

    assert world.service.list_shares(staff(), request_.id).items == ()
    assert [step.change for step in course(world, staff(), request_)] == ["opened"]
    assert [step.change for step in course(world, customer, request_)] == ["opened", "shared"]


def test_a_partner_sees_what_the_vendor_shares_with_it_and_says_so_to_all(
    world: World, customer: Principal, request_: Request
) -> None:
    partner, agent = a_principal(organisation_kind="partner"), staff()
    other_partner = a_principal(organisation_kind="partner")
    say(world, agent, request_, "Intern", "vendor")
    say(world, customer, request_, "Unter uns", "customer")
    hidden = is_seen(world, partner, request_)

    share(world, agent, request_, with_partner(partner))
    say(world, partner, request_, "Wir kennen das.", "partner")
    say(world, partner, request_, "Wir helfen gern.")

    assert not hidden
    assert is_seen(world, partner, request_)
    assert not is_seen(world, other_partner, request_)
    assert bodies(world, partner, request_) == ["Wir kennen das.", "Wir helfen gern."]
    assert bodies(world, agent, request_) == ["Intern", "Wir kennen das.", "Wir helfen gern."]
    assert bodies(world, customer, request_) == ["Unter uns", "Wir helfen gern."]
    assert "shared" in [step.change for step in course(world, customer, request_)]

    unshare(world, agent, request_, with_partner(partner))

    assert not is_seen(world, partner, request_)


def test_the_vendors_people_in_a_support_session_read_what_both_sides_may(
    world: World, customer: Principal, request_: Request
) -> None:
    looking = a_colleague(customer, support_session_id=request_.id)
    say(world, customer, request_, "Unter uns", "customer")
    say(world, staff(), request_, "Intern", "vendor")
    say(world, staff(), request_, "Für alle")

    assert not is_seen(world, looking, request_)
    share(world, customer, request_, ORGANISATION)

    assert bodies(world, looking, request_) == ["Für alle"]
