"""Identity's use cases as the service calls them, on a real database."""

from collections.abc import Callable, Iterator

import pytest

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.testing import TestKeys
from tests.identity.integration.federation import Federation
from tests.identity.integration.world import World, make_world
from tests.openid_provider import OpenIdProvider


@pytest.fixture
def world(service_database: Callable[[str], Database], clock: FixedClock, keys: TestKeys) -> World:
    """Return the service on a fresh database."""
    return make_world(service_database("identity"), clock, keys)


@pytest.fixture
def provider(clock: FixedClock) -> Iterator[OpenIdProvider]:
    """Return an identity provider on this machine."""
    provider = OpenIdProvider(clock.now)
    yield provider
    provider.close()


@pytest.fixture
def federation(world: World, provider: OpenIdProvider) -> Federation:
    """Return a customer whose people sign in by the provider; Lea is signed in there."""
    federation = Federation(world, provider)
    provider.sign_in("subject-1", "lea@muster.example")
    return federation
