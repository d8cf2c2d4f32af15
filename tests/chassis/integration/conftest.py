"""Stages for the sample service: one per file where its tests leave each other alone, or own."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from chassis.testing import RunningService, TestKeys
from kontor_local.broker import Publisher
from kontor_local.databases import create_database, drop_database
from kontor_local.namespace import create_namespace, drop_namespace
from kontor_local.servers import Servers

sys.path.insert(0, str(Path(__file__).parents[1] / "programs"))

from tests.chassis.bus import Bus
from tests.chassis.stage import Stage

# Broker users that may send notes; nobody handles the second type, and nobody knows the stranger.
TYPES = ("note.issued.v1", "note.revoked.v1")
USERS = [Publisher(user=user, types=TYPES) for user in ("erp-demo", "branch", "stranger")]

OpenStage = Callable[..., AbstractContextManager[Stage]]


@pytest.fixture(scope="session")
def open_stage(
    servers: Servers,
    migrated_template: Callable[[str], str],
    keys: TestKeys,
    tmp_path_factory: pytest.TempPathFactory,
) -> OpenStage:
    @contextmanager
    def opened(broker: Servers = servers) -> Iterator[Stage]:
        """Open a stage, if need be on a broker of the test's own."""
        suffix = secrets.token_hex(6)
        template = migrated_template("sample")
        namespace = create_namespace(
            broker, f"t{suffix}", services=(), publishers=USERS, has_buckets=False
        )
        urls = create_database(servers, f"t_sample_{suffix}", "sample", template=template)
        stage = Stage(namespace, urls, keys, tmp_path_factory.mktemp("stage"))
        yield stage
        stage.stop()
        drop_database(servers, f"t_sample_{suffix}")
        drop_namespace(namespace, has_buckets=False)

    return opened


@pytest.fixture
def stage(open_stage: OpenStage) -> Iterator[Stage]:
    """Return a stage for one test alone; nothing runs on it yet."""
    with open_stage() as stage:
        yield stage


@pytest.fixture(scope="module")
def shared_stage(open_stage: OpenStage) -> Iterator[Stage]:
    """Return a stage that the tests of one file share."""
    with open_stage() as stage:
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
