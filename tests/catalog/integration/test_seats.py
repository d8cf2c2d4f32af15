"""Seats of a plan: as many people as it allows, those who are invited counted with them."""

from typing import Any
from uuid import UUID

import pytest

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.errors import NotFound
from contracts.ordering_errors import LimitReached, UsageExceedsPlan
from contracts.plans import Limits, LimitUse, StartSubscription
from contracts.seats import ClaimSeat, SeatsChanged
from tests.catalog.integration.desk import Desk, incoming
from tests.catalog.integration.test_plans import a_plan

STAFF = a_principal(organisation_kind="vendor")


@pytest.fixture
def organisation_id(desk: Desk) -> UUID:
    """Return an organisation whose plan has five seats."""
    own = desk.new_customer()
    desk.service.put_plan(STAFF, a_plan(key="five", limits=Limits(users=5)))
    desk.service.put_plan(STAFF, a_plan(key="three", limits=Limits(users=3)))
    request = StartSubscription(organisation_id=own, plan_key="five")
    desk.service.start_subscription(STAFF, request)
    return own


def claim(desk: Desk, organisation_id: UUID, version: int, members: int, invited: int) -> LimitUse:
    """Ask for one more seat as identity does."""
    wanted = ClaimSeat(
        organisation_id=organisation_id, version=version, members=members, invitations=invited
    )
    return desk.service.claim_seat(a_principal(organisation_id=organisation_id), wanted)


def tell(desk: Desk, organisation_id: UUID, version: int, members: int, invited: int) -> None:
    """Tell of seats as identity does."""
    changed = SeatsChanged(
        organisation_id=organisation_id, version=version, members=members, invitations=invited
    )
    desk.service.remember_seats(incoming(changed))


def users(desk: Desk, organisation_id: UUID) -> tuple[int, int, int | None]:
    """Return the users that the plan shows: used, of these invited, and allowed."""
    subscription = desk.service.get_subscription(STAFF, organisation_id)
    (use,) = [each for each in subscription.uses if each.limit == "users"]
    return use.used, use.held_for_invited, use.allowed


@pytest.mark.req("MB-21")
def test_users_are_shown_beside_the_limit_and_an_open_invitation_holds_a_seat(
    desk: Desk, organisation_id: UUID
) -> None:
    tell(desk, organisation_id, 1, members=3, invited=0)
    at_first = users(desk, organisation_id)
    granted = claim(desk, organisation_id, 2, members=3, invited=0)
    invited = users(desk, organisation_id)
    tell(desk, organisation_id, 4, members=4, invited=0)
    accepted = users(desk, organisation_id)

    assert at_first == (3, 0, 5)
    assert (granted.used, granted.allowed, granted.held_for_invited) == (4, 5, 1)
    assert invited == (4, 1, 5)
    assert accepted == (4, 0, 5)


@pytest.mark.req("MB-21", "MB-18")
def test_the_last_seat_is_given_once_and_is_free_again_when_somebody_leaves(
    desk: Desk, organisation_id: UUID
) -> None:
    claim(desk, organisation_id, 1, members=4, invited=0)

    with pytest.raises(LimitReached) as refused:
        claim(desk, organisation_id, 3, members=4, invited=1)
    assert refused.value.arguments == ("users",)
    assert users(desk, organisation_id) == (5, 1, 5)
    tell(desk, organisation_id, 5, members=4, invited=0)
    assert claim(desk, organisation_id, 6, members=4, invited=0).used == 5


def test_an_older_count_changes_nothing(desk: Desk, organisation_id: UUID) -> None:
    tell(desk, organisation_id, 9, members=2, invited=1)
    for _ in range(2):
        tell(desk, organisation_id, 8, members=5, invited=0)

    assert users(desk, organisation_id) == (3, 1, 5)


def test_without_a_plan_there_are_as_many_seats_as_one_likes(desk: Desk) -> None:
    own = desk.new_customer("10002")

    assert claim(desk, own, 1, members=500, invited=0).allowed is None
    wanted = ClaimSeat(organisation_id=own, version=2, members=0, invitations=0)
    with pytest.raises(NotFound):
        desk.service.claim_seat(a_principal(organisation_id=new_id()), wanted)


@pytest.mark.req("MB-23")
def test_a_plan_with_fewer_seats_than_people_is_refused(desk: Desk, organisation_id: UUID) -> None:
    tell(desk, organisation_id, 1, members=3, invited=1)
    admin: Any = a_principal(organisation_id=organisation_id)

    with pytest.raises(UsageExceedsPlan):
        desk.service.change_plan(admin, "three")
    tell(desk, organisation_id, 2, members=3, invited=0)
    assert desk.service.change_plan(admin, "three").plan.key == "three"
