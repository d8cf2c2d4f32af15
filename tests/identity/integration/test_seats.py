"""Seats of a plan: identity asks catalog before it invites, and tells it of every change."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar
from uuid import UUID

import pytest

from chassis.clock import FixedClock
from chassis.testing import a_principal
from contracts.errors import ServiceUnavailable
from contracts.identity import InvitationChoice, InvitePerson
from contracts.members import RemoveMember
from contracts.ordering_errors import LimitReached
from contracts.plans import Limits, StartSubscription
from contracts.principal import Principal
from contracts.seats import SEATS_CHANGED, ClaimSeat, SeatsChanged
from tests.catalog.integration.desk import Desk, incoming, make_desk
from tests.catalog.integration.test_plans import a_plan
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import World
from tests.service_plugin import ServiceDatabase

T = TypeVar("T")
STAFF = a_principal(organisation_kind="vendor")


class Catalog:
    """The real catalog, called as over the bus in the name of the organisation's administrator."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def call(self, method: str, _: type[T], /, *, timeout: float, request: ClaimSeat) -> Any:
        """Answer as catalog does."""
        assert timeout > 0
        caller = a_principal(organisation_id=request.organisation_id)
        return getattr(self.desk.service, method)(caller, request)


class Away:
    """catalog, when it does not answer."""

    def call(self, *_: object, **__: object) -> Any:
        """Say so."""
        raise ServiceUnavailable("catalog")


def ask(world: World, catalog: object) -> None:
    """Have the service ask this one."""
    service: Any = world.service
    service.catalog = catalog


def catalog_of(world: World, database: ServiceDatabase, admin: Principal, seats: int) -> Catalog:
    """Return catalog in which the administrator's organisation has a plan with so many seats."""
    clock: FixedClock = world.clock
    desk = make_desk(database("catalog"), clock)
    assert admin.organisation_id is not None
    desk.new_customer(organisation_id=admin.organisation_id)
    desk.service.put_plan(STAFF, a_plan(limits=Limits(users=seats)))
    start = StartSubscription(organisation_id=admin.organisation_id, plan_key="small")
    desk.service.start_subscription(STAFF, start)
    catalog = Catalog(desk)
    ask(world, catalog)
    return catalog


def admin_of(world: World) -> Principal:
    """Return the only member of a new customer."""
    world.register(contact_email="anna@muster.example")
    return world.principal_of(world.accept("anna@muster.example"))


def told(world: World) -> list[tuple[int, int]]:
    """Return members and invitations as they were told, each once, the oldest first."""
    changes = world.announced(SEATS_CHANGED)
    versions = [each["version"] for each in changes]
    assert versions == sorted(versions)
    return [(each["members"], each["invitations"]) for each in changes]


def shown(catalog: Catalog, organisation_id: UUID) -> tuple[int, int]:
    """Return how many users the plan shows, and how many of them are invited."""
    subscription = catalog.desk.service.get_subscription(STAFF, organisation_id)
    (use,) = [each for each in subscription.uses if each.limit == "users"]
    return use.used, use.held_for_invited


def deliver(world: World, catalog: Catalog) -> None:
    """Hand catalog what identity has told of seats, the newest twice and first."""
    changes = [SeatsChanged(**_typed(each)) for each in world.announced(SEATS_CHANGED)]
    for change in (changes[-1], *changes, changes[-1]):
        catalog.desk.service.remember_seats(incoming(change))


def _typed(told_of: dict[str, Any]) -> dict[str, Any]:
    return {**told_of, "organisation_id": UUID(told_of["organisation_id"])}


@pytest.mark.req("MB-21")
def test_of_fifty_who_invite_at_once_one_gets_the_last_seat(
    world: World, service_database: ServiceDatabase
) -> None:
    admin = admin_of(world)
    assert admin.organisation_id is not None
    catalog = catalog_of(world, service_database, admin, seats=2)

    def invite(number: int) -> Callable[[], bool]:
        def try_it() -> bool:
            with suppress(LimitReached):
                world.service.invite_person(
                    admin, InvitePerson(email=f"kollege{number}@muster.example")
                )
                return True
            return False

        return try_it

    invited = at_once(*(invite(number) for number in range(50)))

    assert sum(invited) == 1
    deliver(world, catalog)
    assert shown(catalog, admin.organisation_id) == (2, 1)
    assert len(world.service.list_invitations(admin).items) == 2


@pytest.mark.req("MB-21")
def test_users_are_told_with_each_change_and_a_seat_comes_back(
    world: World, service_database: ServiceDatabase
) -> None:
    admin = admin_of(world)
    assert admin.organisation_id is not None
    catalog = catalog_of(world, service_database, admin, seats=2)
    invitation = world.service.invite_person(admin, InvitePerson(email="kim@muster.example"))
    with pytest.raises(LimitReached):
        world.service.invite_person(admin, InvitePerson(email="uli@muster.example"))
    # Once more to the same address takes no further seat.
    renewed = world.service.invite_person(admin, InvitePerson(email="kim@muster.example"))
    assert renewed.id != invitation.id
    session = world.accept("kim@muster.example")
    deliver(world, catalog)
    assert shown(catalog, admin.organisation_id) == (2, 0)

    world.service.remove_member(admin, RemoveMember(person_id=session.person_id))
    deliver(world, catalog)
    assert shown(catalog, admin.organisation_id) == (1, 0)
    other = world.service.invite_person(admin, InvitePerson(email="uli@muster.example"))
    world.service.revoke_invitation(admin, InvitationChoice(invitation_id=other.id))
    deliver(world, catalog)

    assert shown(catalog, admin.organisation_id) == (1, 0)
    assert told(world)[-5:] == [(1, 1), (2, 0), (1, 0), (1, 1), (1, 0)]


def test_while_catalog_is_away_nobody_is_invited(world: World) -> None:
    admin = admin_of(world)
    ask(world, Away())

    with pytest.raises(ServiceUnavailable):
        world.service.invite_person(admin, InvitePerson(email="kim@muster.example"))

    assert [each.state for each in world.service.list_invitations(admin).items] == ["accepted"]
