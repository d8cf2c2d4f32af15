"""What every test may ask for: real servers, and an isolated product on them."""

from __future__ import annotations

import gc
import os
import secrets
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from kontor_local.namespace import Namespace, create_namespace, drop_namespace
from kontor_local.on_demand import ServersOnDemand, ask_for_servers
from kontor_local.places import local_folder
from kontor_local.servers import Servers

ON_OFFER = pytest.StashKey[ServersOnDemand]()
ADDRESS_VARIABLE = "KONTOR_TEST_SERVERS"
# Kinds of tests that take long, in the order in which they come; all others come after them.
_SLOW = ("faults", "flows", "browser", "publisher", "local", "integration")

pytest_plugins = [
    f"tests.{name}"
    for name in (
        "requirements_plugin",
        "guards_plugin",
        "service_plugin",
        "browser_plugin",
        "product_plugin",
    )
    if Path(__file__).with_name(f"{name}.py").exists()
]

NewNamespace = Callable[..., AbstractContextManager[Namespace]]


def pytest_configure(config: pytest.Config) -> None:
    """Offer servers to this process and its workers, unless somebody else has; none starts yet."""
    if ADDRESS_VARIABLE not in os.environ:
        config.stash[ON_OFFER] = ServersOnDemand(local_folder() / "test")
        os.environ[ADDRESS_VARIABLE] = config.stash[ON_OFFER].address


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers of this run."""
    if ON_OFFER in config.stash:
        config.stash[ON_OFFER].stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring what takes long first, so that no worker is left with it at the end."""
    items.sort(key=_place_in_the_run)


def pytest_collection_finish() -> None:
    """Look no more through what was loaded and collected: nothing of it is ever garbage."""
    gc.collect()
    gc.freeze()


def _place_in_the_run(item: pytest.Item) -> int:
    folders = item.path.parts
    return next((place for place, kind in enumerate(_SLOW) if kind in folders), len(_SLOW))


@pytest.fixture(scope="session")
def servers() -> Servers:
    """Return the run's broker, database, object store and mail sink."""
    return ask_for_servers(os.environ[ADDRESS_VARIABLE])


@pytest.fixture(scope="session")
def new_namespace(servers: Servers) -> NewNamespace:
    """Return a maker of namespaces: `with new_namespace(services=("tickets",)) as namespace:`.

    It makes databases only for the services named: most tests have theirs from `make_database`.
    """

    @contextmanager
    def make(services: Iterable[str] = (), **options: Any) -> Iterator[Namespace]:
        name = f"t{secrets.token_hex(6)}"
        namespace = create_namespace(servers, name, services=services, **options)
        yield namespace
        drop_namespace(namespace)

    return make


@pytest.fixture
def namespace(new_namespace: NewNamespace) -> Iterator[Namespace]:
    """Return a namespace without databases for one test alone."""
    with new_namespace() as namespace:
        yield namespace


@pytest.fixture(scope="module")
def module_namespace(new_namespace: NewNamespace) -> Iterator[Namespace]:
    """Return a namespace without databases that the tests of one file share."""
    with new_namespace() as namespace:
        yield namespace


@pytest.fixture(autouse=True)
def _unit_tests_reach_no_server(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "unit" not in request.path.parts:
        return

    def refuse(_socket: socket.socket, address: Any) -> None:
        message = f"A unit test connects to {address}. Such a test belongs into integration/."
        raise AssertionError(message)

    monkeypatch.setattr(socket.socket, "connect", refuse)
