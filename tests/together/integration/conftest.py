"""The five services in one process."""

from collections.abc import Iterator

import pytest

from chassis.clock import FixedClock
from chassis.testing import TestKeys
from kontor_local.namespace import Namespace
from tests.service_plugin import ServiceDatabase
from tests.tickets.integration.conftest import stored as stored  # noqa: PLC0414 - a fixture
from tests.tickets.integration.world import StubSettings
from tests.together.five import Five, open_five


@pytest.fixture
def five(
    service_database: ServiceDatabase,
    clock: FixedClock,
    keys: TestKeys,
    module_namespace: Namespace,
    stored: StubSettings,
) -> Iterator[Five]:
    """Return the services on fresh databases."""
    with open_five(service_database, clock, keys, module_namespace, stored) as five:
        yield five
