"""The product that the fault tests of a run share, on servers that may be harmed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kontor_local.namespace import create_namespace
from kontor_local.servers import RunningServers, start_servers
from tests.faults.stage import AS_IN_PRODUCTION, Stage
from tests.product_plugin import MakeWorld


@pytest.fixture(scope="session")
def harmed_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServers]:
    """Return servers of this run's own: nobody else's may be stopped, starved or killed."""
    running = start_servers(tmp_path_factory.mktemp("servers"), environment={}, throwaway=True)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def stage(
    harmed_servers: RunningServers,
    make_world: MakeWorld,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    """Return a product for the fault tests of a file; each has customers and a ledger of its own.

    It does not outlive them: one that idles takes four tenths of a core from the others.
    """
    with a_stage(harmed_servers, make_world, tmp_path_factory.mktemp("ledgers")) as stage:
        yield stage


@pytest.fixture
def lasting_stage(
    make_world: MakeWorld, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """Return a product on servers that run as in production: they write to disk, and clean up."""
    running = start_servers(tmp_path_factory.mktemp("lasting-servers"), environment={})
    try:
        with a_stage(running, make_world, tmp_path_factory.mktemp("ledgers")) as stage:
            yield stage
    finally:
        running.stop()


@contextmanager
def a_stage(servers: RunningServers, make_world: MakeWorld, folder: Path) -> Iterator[Stage]:
    with make_world(
        namespace=create_namespace(servers.servers, "faults"),
        counts={"billing-docs": 2, "notifications": 2},
        extra_env=AS_IN_PRODUCTION,
    ) as world:
        yield Stage(world=world, servers=servers, folder=folder)
