"""The whole product as real processes, with its people and its ERP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from kontor_local.product import Product
from tests.conftest import NewNamespace
from tests.flows.world import World

MakeWorld = Callable[..., AbstractContextManager[World]]


@pytest.fixture(scope="session")
def make_world(new_namespace: NewNamespace, tmp_path_factory: pytest.TempPathFactory) -> MakeWorld:
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
            namespace = options.pop("namespace", None) or stack.enter_context(new_namespace())
            product = Product(namespace, home, extra_env=extra, **options)
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
