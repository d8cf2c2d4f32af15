"""When somebody signed in, and when the time before (SE-50)."""

from datetime import timedelta

import msgspec
import pytest

from chassis.ids import new_id
from contracts.errors import NotFound
from contracts.identity import SignIn
from tests.identity.integration.world import GOOD_PASSWORD, World

CONTACT = "erika@muster.example"


def test_the_sign_in_before_counts_also_when_it_has_ended_and_nobody_elses_does(
    world: World,
) -> None:
    admin = world.admin()
    first = world.service.get_sign_in_times(admin)
    world.member(admin, "max@muster.example")
    world.service.close_session(admin)
    world.clock.move(timedelta(days=2))

    session = world.service.open_session(SignIn(email=CONTACT, password=GOOD_PASSWORD))
    later = world.principal_of(session)
    times = world.service.get_sign_in_times(later)

    assert first.previous_at is None
    assert (times.signed_in_at, times.previous_at) == (world.clock.now(), first.signed_in_at)


def test_a_session_that_is_none_has_no_times(world: World) -> None:
    looking = msgspec.structs.replace(world.admin(), session_id=new_id())

    with pytest.raises(NotFound):
        world.service.get_sign_in_times(looking)
