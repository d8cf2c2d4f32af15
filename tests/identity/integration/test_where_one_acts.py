"""For which organisation somebody acts who has just signed in and named none."""

from datetime import timedelta
from uuid import UUID

import pytest

from chassis.clock import FixedClock
from identity.domain.people import Member
from tests.identity.integration.bookings import told
from tests.identity.integration.seats import an_organisation
from tests.identity.integration.world import World

ADDRESS = "erika@muster.example"


def opens(world: World) -> UUID | None:
    """Return the organisation that signing in opens."""
    opened = world.service.open_session(world.sign_in(ADDRESS)).organisation
    return opened.id if opened else None


def join(world: World, person_id: UUID, organisation_id: UUID) -> None:
    with world.room.of(organisation_id) as records:
        records.memberships.add_if_new(
            Member(organisation_id=organisation_id, person_id=person_id, role="member", areas=())
        )


@pytest.mark.req("SE-70", "DW-32")
def test_signing_in_opens_an_organisation_that_lets_in_rather_than_the_oldest(
    world: World, clock: FixedClock
) -> None:
    chief = world.admin()
    second, third = an_organisation(world).id, an_organisation(world).id
    for place in (second, third):
        join(world, chief.subject, place)
    assert chief.organisation_id is not None
    over = clock.today() - timedelta(days=99)

    before = opens(world)
    for place in (chief.organisation_id, second):
        world.service.note_coverage(told(place, ends_on=over))
    after = opens(world)
    world.service.note_coverage(told(third, ends_on=over))

    assert (before, after) == (chief.organisation_id, third)
    # Where nothing is open the oldest tells why.
    assert opens(world) == chief.organisation_id


@pytest.mark.req("A14")
def test_an_organisation_that_asks_for_a_factor_one_lacks_gives_way_to_another(
    world: World,
) -> None:
    chief = world.admin()
    other = an_organisation(world).id
    join(world, chief.subject, other)
    assert chief.organisation_id is not None
    with world.room.of(chief.organisation_id) as records:
        records.second_factor_rules.set(chief.organisation_id, required=True)

    assert opens(world) == other
