"""Catalog's use cases as the service calls them, on a real database."""

import pytest

from chassis.clock import FixedClock
from tests.catalog.integration.desk import Desk, make_desk
from tests.service_plugin import ServiceDatabase


@pytest.fixture
def desk(service_database: ServiceDatabase, clock: FixedClock) -> Desk:
    """Return the service on a fresh database."""
    return make_desk(service_database("catalog"), clock)
