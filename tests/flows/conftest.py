"""The whole product as real processes, with its people and its ERP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
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


class MigratedProduct(Product):
    """A product on copies of migrated databases, whose parts need queues and nothing else."""

    def _prepare(self, part: Part) -> None:
        declare_queues_of(part.package, self.environment_of(part.name))


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
    def make(**options: Any) -> Iterator[World]:
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
                product: Product = MigratedProduct(home=home, extra_env=extra, **options)
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
def world(make_world: MakeWorld) -> Iterator[World]:
    """Return one product that the tests of a file share."""
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
