"""billing-docs as a process that the tests of one file share, and as use cases on real servers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.testing import RunningService, TestKeys
from kontor_local.namespace import Namespace
from kontor_publisher import Publisher
from tests.billing_docs.integration.desk import Desk, open_archive
from tests.billing_docs.integration.world import SOURCE, World
from tests.chassis.bus import Bus
from tests.service_plugin import RunService, ServiceDatabase

_NUMBERS = itertools.count(10001)


@pytest.fixture(scope="module")
def clock_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file that moves the clock of the file's services; it is not there yet."""
    return tmp_path_factory.mktemp("clock") / "offset"


@pytest.fixture(scope="module")
def crash_points(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that names places where the file's services die."""
    return tmp_path_factory.mktemp("crash-points")


@pytest.fixture(scope="module")
def settings(
    module_namespace: Namespace, clock_file: Path, crash_points: Path, keys: TestKeys
) -> dict[str, str]:
    """Return what the file's services need beyond what every service needs."""
    return {
        **archive_settings(module_namespace),
        "KONTOR_CLOCK_FILE": str(clock_file),
        "KONTOR_CRASH_POINTS": str(crash_points),
        "KONTOR_EVIDENCE_KEY": str(keys.private),
    }


@pytest.fixture(scope="module")
def service(module_run_service: RunService, settings: dict[str, str]) -> RunningService:
    """Return billing-docs, shared by the tests of one file."""
    return module_run_service("billing_docs", **settings)


@pytest.fixture
def world(
    service: RunningService,
    module_namespace: Namespace,
    keys: TestKeys,
    clock_file: Path,
    crash_points: Path,
) -> Iterator[World]:
    """Return a customer of its own for each test, on the shared service."""
    clock_file.unlink(missing_ok=True)
    if service.exit_code is not None:  # a test that failed has left it dead
        service.start()
        service.wait_ready()
    with closing(new_world(service, module_namespace, keys, clock_file, crash_points)) as world:
        world.introduce_customer()
        yield world


def new_world(
    service: RunningService,
    namespace: Namespace,
    keys: TestKeys,
    clock_file: Path,
    crash_points: Path,
) -> World:
    """Return a world whose customer is not introduced yet."""
    bus = Bus(namespace.amqp_url("operator"))
    # The others' places: what is told must find a queue, or it waits in the outbox.
    bus.listen("billing_docs.events", "e_billing_address_named")
    bus.listen("billing_docs.events", "storage_used_changed")
    bus.listen("billing_docs.events", "affair_changed")
    return World(
        service=service,
        keys=keys,
        bus=bus,
        erp_bus=Bus(namespace.amqp_url("erp-demo")),
        erp=Publisher(namespace.amqp_url("erp-demo"), SOURCE, deadline_seconds=60),
        database=Database(service.environment["KONTOR_DATABASE_URL"]),
        namespace=namespace,
        customer_number=f"{next(_NUMBERS):05}",
        outbound=bus.listen("kontor.out", "#"),
        notices=bus.listen("billing_docs.events", "notice_requested"),
        clock_file=clock_file,
        crash_points=crash_points,
    )


@pytest.fixture
def desk(service_database: ServiceDatabase, module_namespace: Namespace, clock: FixedClock) -> Desk:
    """Return the use cases on a database of the test's own."""
    archive = open_archive(archive_settings(module_namespace))
    return Desk(database=service_database("billing_docs"), archive=archive, clock=clock)


def archive_settings(namespace: Namespace) -> dict[str, str]:
    """Return where the archive of a test is, and what else billing-docs is to know."""
    servers = namespace.servers
    return {
        "KONTOR_S3_URL": servers.s3_url,
        "KONTOR_S3_ACCESS_KEY": servers.s3_access_key,
        "KONTOR_S3_SECRET_KEY": servers.s3_secret_key,
        "KONTOR_ARCHIVE_BUCKET": namespace.archive_bucket,
        "KONTOR_UPLOADS_BUCKET": namespace.uploads_bucket,
        "KONTOR_VIEWS_BUCKET": namespace.views_bucket,
        "KONTOR_ARCHIVE_LOCK_MODE": "governance",
        "KONTOR_PORTAL_URL": "https://portal.example.com",
    }
