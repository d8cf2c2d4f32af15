"""Stages for the sample service: one per file where its tests leave each other alone, or own."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from chassis.testing import RunningService, TestKeys
from kontor_local.databases import create_database, drop_database
from kontor_local.namespace import Namespace
from kontor_local.servers import Servers

sys.path.insert(0, str(Path(__file__).parents[1] / "programs"))

from tests.chassis.bus import Bus
from tests.chassis.stage import Stage

NewNamespace = Callable[..., AbstractContextManager[Namespace]]
OpenStage = Callable[[], Iterator[Stage]]


@pytest.fixture(scope="session")
def open_stage(
    servers: Servers,
    new_namespace: NewNamespace,
    migrated_template: Callable[[str], str],
    keys: TestKeys,
    tmp_path_factory: pytest.TempPathFactory,
) -> OpenStage:
    def opened() -> Iterator[Stage]:
        name = f"t_sample_{secrets.token_hex(6)}"
        with new_namespace(services=()) as namespace:
            urls = create_database(servers, name, "sample", template=migrated_template("sample"))
            stage = Stage(namespace, urls, keys, tmp_path_factory.mktemp("stage"))
            yield stage
            stage.stop()
            drop_database(servers, name)

    return opened


@pytest.fixture
def stage(open_stage: OpenStage) -> Iterator[Stage]:
    """Return a stage for one test alone; nothing runs on it yet."""
    with contextmanager(open_stage)() as stage:
        yield stage


@pytest.fixture(scope="module")
def shared_stage(open_stage: OpenStage) -> Iterator[Stage]:
    """Return a stage that the tests of one file share."""
    with contextmanager(open_stage)() as stage:
        yield stage


@pytest.fixture(scope="module")
def sample(shared_stage: Stage) -> RunningService:
    """Return the sample process that the tests of one file share."""
    return shared_stage.run()


@pytest.fixture
def bus(sample: RunningService, shared_stage: Stage) -> Bus:
    """Return a connection to the shared stage, on which the sample runs."""
    del sample
    return shared_stage.bus()


@pytest.fixture
def erp(sample: RunningService, shared_stage: Stage) -> Bus:
    """Return a publisher's connection to the shared stage, on which the sample runs."""
    del sample
    return shared_stage.bus("erp-demo")
