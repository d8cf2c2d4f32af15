"""The service tickets on a real database."""

import secrets
from collections.abc import Callable, Iterator

import pytest

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.testing import TestKeys
from kontor_local.buckets import create_buckets, delete_bucket
from kontor_local.servers import Servers
from tests.tickets.integration.world import StubSettings, World, make_world


@pytest.fixture(scope="session")
def stored(servers: Servers) -> Iterator[StubSettings]:
    """Return settings with a bucket for attached files."""
    bucket = f"t{secrets.token_hex(6)}-attachments"
    create_buckets(servers, locked=(), plain=(bucket,))
    yield StubSettings(
        s3_url=servers.s3_url,
        s3_access_key=servers.s3_access_key,
        s3_secret_key=servers.s3_secret_key,
        attachments_bucket=bucket,
    )
    delete_bucket(servers, bucket)


@pytest.fixture
def world(
    service_database: Callable[[str], Database],
    clock: FixedClock,
    keys: TestKeys,
    stored: StubSettings,
) -> World:
    """Return the service on a fresh database."""
    return make_world(service_database("tickets"), clock, keys, stored)
