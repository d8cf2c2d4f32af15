"""The service tickets on a real database."""

from collections.abc import Callable

import pytest

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.testing import TestKeys
from tests.tickets.integration.world import World, make_world


@pytest.fixture
def world(service_database: Callable[[str], Database], clock: FixedClock, keys: TestKeys) -> World:
    """Return the service on a fresh database."""
    return make_world(service_database("tickets"), clock, keys)
