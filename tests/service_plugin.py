"""Fixtures for services on real servers: migrated databases, clocks, keys, running processes."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.migrations import migrate
from chassis.serve import declare_queues, service_class
from chassis.settings import load
from chassis.testing import RunningService, TestKeys
from kontor_local.databases import DatabaseUrls, create_database, drop_database
from kontor_local.namespace import SERVICES, Namespace
from kontor_local.servers import Servers
from tests.database_bin import DatabaseBin
from tests.database_shelf import DatabaseShelf
from tests.migration_sql import Statements, recorded_migrations

ServiceDatabase = Callable[[str], Database]
MakeDatabase = Callable[[str], DatabaseUrls]
RunService = Callable[..., RunningService]

PUBLISHERS = """
[[publisher]]
user = "erp-demo"
sources = ["/erp/demo"]
customers = "*"
"""

LOG_CHARACTERS = 6_000


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show with a failure what the running services complained of last, and whether they run."""
    report = yield
    if report.failed:
        for service in RunningService.all_running:
            name = f"{service.package} (exit code {service.exit_code})"
            lines = [line for line in service.log().splitlines() if '"level": "info"' not in line]
            report.sections.append((name, "\n".join(lines)[-LOG_CHARACTERS:]))
    return report


@pytest.fixture
def clock() -> FixedClock:
    """Return a clock that stands at a working day's noon until it is moved."""
    return FixedClock(datetime(2026, 3, 2, 12, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> TestKeys:
    """Return the key pair that signs this run's principals."""
    return TestKeys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def migration_statements() -> dict[str, Statements]:
    """Return what the migrations of each service defined that were run by `migrated_template`."""
    return {}


@pytest.fixture(scope="session")
def migrated_template(
    servers: Servers, migration_statements: dict[str, Statements]
) -> Iterator[Callable[[str], str]]:
    """Return a maker of migrated template databases, one per service package and worker."""
    made: dict[str, str] = {}

    def template_of(package: str) -> str:
        if package not in made:
            name = f"tpl_{package[:20]}_{secrets.token_hex(4)}"
            urls = create_database(servers, name, package)
            with recorded_migrations() as migration_statements[package]:
                migrate(package, urls.owner_url, f"{package}_app")
            made[package] = name
        return made[package]

    yield template_of
    for name in made.values():
        drop_database(servers, name)


@pytest.fixture(scope="session")
def database_bin(servers: Servers) -> Iterator[DatabaseBin]:
    """Return what takes the databases that no test needs any more."""
    filled = DatabaseBin(lambda names: drop_database(servers, *names))
    yield filled
    filled.empty()


@contextmanager
def _databases(
    servers: Servers, migrated_template: Callable[[str], str], database_bin: DatabaseBin
) -> Iterator[MakeDatabase]:
    made: list[str] = []

    def make(package: str) -> DatabaseUrls:
        name = f"t_{package[:20]}_{secrets.token_hex(6)}"
        made.append(name)
        return create_database(servers, name, package, template=migrated_template(package))

    yield make
    database_bin.put(made)


@pytest.fixture
def make_database(
    servers: Servers, migrated_template: Callable[[str], str], database_bin: DatabaseBin
) -> Iterator[MakeDatabase]:
    """Return a maker of fresh, migrated databases for a service package."""
    with _databases(servers, migrated_template, database_bin) as make:
        yield make


@pytest.fixture(scope="session")
def database_shelf() -> DatabaseShelf:
    """Return what keeps `Database`s from one test to another."""
    return DatabaseShelf()


@pytest.fixture
def service_database(
    make_database: MakeDatabase, database_shelf: DatabaseShelf
) -> Iterator[ServiceDatabase]:
    """Return a maker of `Database`s with the application role: what the service itself sees."""
    with ExitStack() as stack:

        def make(package: str) -> Database:
            database = database_shelf.take(make_database(package).application_url)
            stack.callback(database_shelf.give_back, database)
            return database

        yield make


def write_publishers(folder: Path) -> Path:
    """Return a file in `folder` that names the publishers of a test."""
    file = folder / "publishers.toml"
    file.write_text(PUBLISHERS)
    return file


def service_settings(amqp_url: str, urls: DatabaseUrls, keys: TestKeys) -> dict[str, str]:
    """Return what every service process of a test reads from its environment."""
    return {
        "KONTOR_ENV": "test",
        "KONTOR_AMQP_URL": amqp_url,
        "KONTOR_DATABASE_URL": urls.application_url,
        "KONTOR_DATABASE_OWNER_URL": urls.owner_url,
        "KONTOR_PRINCIPAL_KEYS": str(keys.public),
        "KONTOR_HOLD_SECONDS": "0.4",
        "KONTOR_RETRY_PAUSES": "0.2,0.3",
    }


@pytest.fixture
def run_service(
    make_database: MakeDatabase, namespace: Namespace, keys: TestKeys, tmp_path: Path
) -> Iterator[RunService]:
    """Return a starter of real service processes: `run_service("tickets", KONTOR_X="...")`.

    All of one package share a database; each call starts one more process.
    """
    with _services(make_database, namespace, keys, tmp_path) as run:
        yield run


@pytest.fixture(scope="module")
def module_run_service(
    servers: Servers,
    migrated_template: Callable[[str], str],
    database_bin: DatabaseBin,
    module_namespace: Namespace,
    keys: TestKeys,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RunService]:
    """Return the same starter for processes that the tests of one file share."""
    folder = tmp_path_factory.mktemp("services")
    with (
        _databases(servers, migrated_template, database_bin) as make,
        _services(make, module_namespace, keys, folder) as run,
    ):
        yield run


@contextmanager
def _services(
    make_database: MakeDatabase, namespace: Namespace, keys: TestKeys, folder: Path
) -> Iterator[RunService]:
    publishers = write_publishers(folder)
    databases: dict[str, DatabaseUrls] = {}
    running: list[RunningService] = []

    def run(package: str, **settings: str) -> RunningService:
        first = package not in databases
        if first:
            databases[package] = make_database(package)
        user = package if package in SERVICES else "operator"
        environment = {
            **service_settings(namespace.amqp_url(user), databases[package], keys),
            "KONTOR_PUBLISHERS": str(publishers),
            **settings,
        }
        if first:
            declare_queues_of(package, environment)
        service = RunningService(package, environment, folder / f"{package}-{len(running)}.log")
        running.append(service)
        service.start()
        service.wait_ready()
        return service

    yield run
    for service in running:
        # At once; `tests/chassis/integration/test_stopping.py` shows how a service ends in order.
        service.end()


def declare_queues_of(package: str, environment: Mapping[str, str]) -> None:
    """Do what is left of `chassis prepare` where the database is a copy of a migrated one.

    In the test's own process, which saves starting another one.
    """
    service = service_class(package)
    declare_queues(service, load(service.settings_class, environment))


def log_records(service: RunningService) -> list[dict[str, object]]:
    """Return the JSON log records that a service has written."""
    lines = service.log().splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def inherited_python_path(*folders: Path) -> str:
    """Return a PYTHONPATH for a child process that finds test programs."""
    return os.pathsep.join([*(str(folder) for folder in folders), os.environ.get("PYTHONPATH", "")])
