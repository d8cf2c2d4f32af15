"""The whole product as real processes, with its people and its ERP."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from signal import SIGKILL, Signals
from typing import Any

import pytest
from playwright.sync_api import Browser

from kontor_local.namespace import SERVICES
from kontor_local.parts import Part
from kontor_local.product import Product
from tests.conftest import NewNamespace
from tests.flows.visitor import NewVisitor, Visitor
from tests.flows.world import Customer, World
from tests.service_plugin import declare_queues_of

MakeWorld = Callable[..., AbstractContextManager[World]]
NOT_HERE = "To {} takes a product of the file's own: `world` as `own_world`, or `make_world`."
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


class MigratedProduct(Product):
    """A product on copies of migrated databases, whose parts need queues and nothing else."""

    def _prepare(self, part: Part) -> None:
        declare_queues_of(part.package, self.environment_of(part.name))


class SharedProduct(MigratedProduct):
    """A product for several files, none of which may leave it other than it was."""

    def move_clock(self, by: timedelta) -> timedelta:
        """Refuse: the next file would find itself in another year."""
        raise AssertionError(NOT_HERE.format(f"move the clock by {by}"))

    def stop_part(self, name: str) -> None:
        """Refuse: the next file may begin before the part is back."""
        raise AssertionError(NOT_HERE.format(f"stop {name}"))

    def restart(self, name: str, *, timeout_seconds: float = 60) -> None:
        """Refuse, as to stop a part."""
        raise AssertionError(NOT_HERE.format(f"restart {name} within {timeout_seconds} seconds"))

    def kill(self, name: str, index: int = 0, signal: Signals = SIGKILL) -> None:
        """Refuse, as to stop a part."""
        raise AssertionError(NOT_HERE.format(f"send {name} {index} the signal {signal.name}"))


@pytest.fixture(scope="session")
def make_world(
    new_namespace: NewNamespace,
    migrated_template: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> MakeWorld:
    """Return a starter of whole products: `with make_world(counts={"billing-docs": 3}) as world:`.

    What the processes printed stays in the test's folder, which pytest keeps after a failure.
    """

    @contextmanager
    def make(*, is_shared: bool = False, **options: Any) -> Iterator[World]:
        home: Path = tmp_path_factory.mktemp("product")
        places = home / "crash-points"
        places.mkdir()
        extra = {
            "KONTOR_RETRY_PAUSES": "0.3,1,2,5",
            "KONTOR_HOLD_SECONDS": "0.5",
            "KONTOR_CRASH_POINTS": str(places),
            # Everybody signs in from the one address that this machine has.
            "KONTOR_SIGN_IN_LIMIT": "10000/minute",
        }
        extra.update(options.pop("extra_env", {}))
        with ExitStack() as stack:
            if "namespace" not in options:
                templates = {service: migrated_template(service) for service in SERVICES}
                options["namespace"] = stack.enter_context(
                    new_namespace(SERVICES, templates=templates)
                )
                kind = SharedProduct if is_shared else MigratedProduct
                product: Product = kind(home=home, extra_env=extra, **options)
            else:
                product = Product(home=home, extra_env=extra, **options)
            stack.callback(product.stop)
            product.start()
            product.wait_ready(120)
            world = World(product, places)
            stack.callback(world.close)
            yield world

    return make


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
