"""The product that the flows share, with its people and its ERP."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.flows.visitor import NewVisitor, Visitor
from tests.flows.world import Customer, World
from tests.product_plugin import MakeWorld

__all__ = ["MakeWorld"]

FLOWS = Path(__file__).parent
# Everybody's wrong guesses come from one address, which has so many an hour.
FORGET_GUESSES = ("DELETE FROM flood_count", "DELETE FROM sign_in_attempt")


class WorldInUse:
    """The product that the files of this worker share, from the first file to the last one."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._world: World | None = None

    def open(self, start: Callable[[], AbstractContextManager[World]]) -> World:
        """Return the product, which the first caller starts."""
        if self._world is None:
            self._world = self._stack.enter_context(start())
        return self._world

    def close(self) -> None:
        """Stop the product; whoever asks later gets another one."""
        self._world = None
        self._stack.close()


IN_USE = WorldInUse()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Generator[None]:
    """Stop the shared product after the last flow, before the tests of other folders."""
    yield
    if nextitem is None or FLOWS not in nextitem.path.parents:
        IN_USE.close()


@pytest.fixture(scope="module")
def world(make_world: MakeWorld) -> World:
    """Return a product that several files share; what a test looks at are customers of its own.

    A file that moves the clock, stops a part or changes tables takes `own_world` in its place.
    """
    world = IN_USE.open(lambda: make_world(is_shared=True))
    world.run_sql("identity", *FORGET_GUESSES)
    return world


@pytest.fixture(scope="module")
def own_world(make_world: MakeWorld) -> Iterator[World]:
    """Return one product that the tests of a file share with no other file."""
    with make_world() as world:
        yield world


@pytest.fixture
def new_visitor(chromium: Browser, world: World) -> Iterator[NewVisitor]:
    """Return a maker of windows."""
    windows: list[Visitor] = []

    def make(**options: object) -> Visitor:
        windows.append(Visitor(chromium, world.product.gateway_url, **options))  # type: ignore[arg-type]  # as Visitor names them
        return windows[-1]

    yield make
    for window in windows:
        window.close()


@pytest.fixture
def customer(world: World) -> Customer:
    """Return a customer whose admin has accepted his invitation."""
    customer = world.new_customer()
    world.portal.settle_in(customer.admin)
    return customer
