"""The whole product as real processes, for any test that wants one."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from signal import SIGKILL, Signals
from typing import Any

import pytest

from kontor_local.namespace import SERVICES
from kontor_local.parts import Part
from kontor_local.product import READY_SECONDS, Product
from tests.conftest import NewNamespace
from tests.flows.last_words import last_words
from tests.flows.world import World
from tests.service_plugin import declare_queues_of

MakeWorld = Callable[..., AbstractContextManager[World]]
NOT_HERE = "To {} takes a product of the file's own: `world` as `own_world`, or `make_world`."


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a failure tell what the products it looked at had to say: elsewhere they are gone."""
    report = yield
    if report.failed and call.when != "teardown":
        for name, value in getattr(item, "funcargs", {}).items():
            if isinstance(value, World):
                report.sections.append((f"last words of {name}", last_words(value)))
    return report


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

    def restart(self, name: str, *, timeout_seconds: float = READY_SECONDS) -> None:
        """Refuse, as to stop a part."""
        raise AssertionError(NOT_HERE.format(f"restart {name} within {timeout_seconds} seconds"))

    def replace(self, name: str, *, timeout_seconds: float = READY_SECONDS) -> None:
        """Refuse, as to stop a part."""
        raise AssertionError(NOT_HERE.format(f"replace {name} within {timeout_seconds} seconds"))

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
        if is_shared:
            # No test of these is about how long an answer takes on a busy machine.
            extra["KONTOR_RPC_SECONDS"] = "25"
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
                make_product = options.pop("make_product", Product)
                product = make_product(home=home, extra_env=extra, **options)
            # At once; tests of the services and of the local stack show how each ends in order.
            stack.callback(product.end)
            product.start()
            product.wait_ready(120)
            world = World(product, places)
            stack.callback(world.close)
            yield world

    return make
