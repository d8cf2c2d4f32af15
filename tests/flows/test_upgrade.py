"""Processes are replaced, and a release comes, while people work: nobody sees an error (P8)."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from kontor_local.namespace import SERVICES
from kontor_local.parts import Part
from kontor_local.product import Product
from tests.conftest import NewNamespace
from tests.flows.load import LOOK_SECONDS, Load, load_on
from tests.flows.processor_time import Processors
from tests.flows.two_gateways import DRAIN, PER_SECOND, Gateways, everyday_asks, two_gateways
from tests.flows.world import World
from tests.product_plugin import MakeWorld
from tests.waiting import until

ROOT = Path(__file__).parents[2]
PARTS = ("identity", "billing-docs", "tickets", "catalog", "notifications")
IN_PAIRS = dict.fromkeys(PARTS, 2)
OF_THE_GATEWAY = {"gateway": {**DRAIN}}
LONGEST_LOCK_SECONDS = 2.0
WAITING = text(
    "SELECT max(extract(epoch FROM clock_timestamp() - waitstart)) FROM pg_locks WHERE NOT granted"
)


def assert_nobody_saw_it(load: Load, world: World, *, most_retried: float) -> None:
    print(  # noqa: T201 - the figures are what a long test is run for
        f"{len(load.outcomes)} requests, {load.per_second():.0f}/s, {load.retried()} retried,"
        f" documents p99 {load.quantile('documents', 99):.3f} s,"
        f" ended {dict(Counter(each.ended for each in load.outcomes))}"
    )
    assert load.failures() == {}
    assert len(load.outcomes) >= 500
    # These found a shut door and were sent to the other gateway; none of them was sent twice.
    assert load.retried() <= most_retried
    opened = sum(each.name == "open a request" for each in load.outcomes)
    assert world.count("tickets", "request") == opened


def cost_of_a_request(world: World, gateways: Gateways, load: Load) -> str:
    """Let people ask for five seconds; return what a request of theirs costs, part by part."""
    pids = {name: world.product.pids(name) for name in (*PARTS, "gateway")}
    pids["gateway"] = [*pids["gateway"], *([gateways.second.pid] if gateways.second.pid else [])]
    until(lambda: len(load.outcomes) >= PER_SECOND, seconds=120)
    processors, before = Processors(pids), len(load.outcomes)
    until(lambda: len(load.outcomes) >= before + 5 * PER_SECOND, seconds=120)
    return processors.milliseconds_for(len(load.outcomes) - before)


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_every_process_is_replaced_under_load_and_no_request_fails(make_world: MakeWorld) -> None:
    with make_world(counts=IN_PAIRS, part_env=OF_THE_GATEWAY) as world:
        customer = world.new_customer()
        asks = everyday_asks(world, customer, opened=1)
        with two_gateways(world) as gateways, load_on(gateways.urls, asks, PER_SECOND) as load:
            print(cost_of_a_request(world, gateways, load))  # noqa: T201 - as above
            for name in PARTS:
                world.product.replace(name)
            gateways.replace()
            numbers = [f"RE-7{n:02}" for n in range(10)]
            published = world.issue_all(customer, numbers, times=2)
            world.product.replace("billing-docs")
        first = f"RE-{customer.number}"

        assert_nobody_saw_it(load, world, most_retried=max(len(load.outcomes) * 0.001, 1))
        world.wait_settled()
        assert world.count("billing_docs", "document") == len(published) + 1, first


class ReleasedProduct(Product):
    """A product of an older commit, whose processes become those of this one when replaced."""

    code = ""

    def environment_of(self, name: str, index: int = 0) -> dict[str, str]:
        """Return the environment of a process of the code that is due now."""
        found = super().environment_of(name, index)
        return found | ({"PYTHONPATH": self.code} if self.code else {})

    def _is_prepared(self, part: Part) -> bool:
        return part.prepare is None


def released_code(folder: Path) -> str:
    """Return the PYTHONPATH of the last release: a tag, or the commit that stands for it."""
    chosen = os.environ.get("KONTOR_UPGRADE_FROM") or _git(
        "log", "-1", "--format=%H", "--", "docs/released-schema.toml"
    )
    archive = folder / "released.tar"
    _git("archive", f"--output={archive}", chosen, "libs", "services", "gateway")
    subprocess.run(["tar", "-xf", archive, "-C", folder], check=True)  # noqa: S603, S607 - our own archive
    print(f"upgrading from {chosen}")  # noqa: T201 - the figures are what a long test is run for
    return os.pathsep.join(str(path) for path in sorted(folder.glob("**/src")))


def _git(*words: str) -> str:
    done = subprocess.run(  # noqa: S603 - fixed words
        ["git", *words],  # noqa: S607 - the developer's own
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@contextmanager
def longest_waits(world: World) -> Iterator[list[float]]:
    """Look again and again how long anybody waits for a lock; fills with what is seen."""
    over, seen = Event(), [0.0]
    address = make_url(world.product.namespace.servers.postgres_url)
    engine = create_engine(address.set(drivername="postgresql+psycopg2"), poolclass=NullPool)

    def look() -> None:
        with engine.connect() as connection:
            while not over.wait(0.1):
                seen.append(float(connection.scalar(WAITING) or 0))
                connection.rollback()

    thread = Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.req("P8", "R16")
def test_a_release_comes_under_load_and_no_request_fails(
    make_world: MakeWorld, new_namespace: NewNamespace, tmp_path: Path
) -> None:
    def released(**options: Any) -> ReleasedProduct:
        kind = type("Released", (ReleasedProduct,), {"code": released_code(tmp_path)})
        product: ReleasedProduct = kind(**options)
        return product

    with (
        new_namespace(SERVICES) as namespace,
        make_world(
            namespace=namespace,
            make_product=released,
            counts=IN_PAIRS,
            part_env=OF_THE_GATEWAY,
        ) as world,
    ):
        asks = everyday_asks(world, world.new_customer(), opened=1)
        product = world.product
        assert isinstance(product, ReleasedProduct)
        with (
            two_gateways(world) as gateways,
            longest_waits(world) as waits,
            load_on(gateways.urls, asks, PER_SECOND) as load,
        ):
            product.code = ""
            product.prepare()  # the new tables under the old code
            for name in PARTS:
                product.replace(name)
            gateways.replace()  # last: it calls what only new services know
        print(f"longest wait for a lock {max(waits):.2f} s")  # noqa: T201 - a figure

        # The release may be one whose gateways shut their doors at once. Each is asked for half of
        # what comes, until the proxy has looked again: once before it hears of it, once at most
        # because an answer is late.
        assert_nobody_saw_it(load, world, most_retried=2 * (PER_SECOND / 2) * 2 * LOOK_SECONDS)
        assert max(waits) <= LONGEST_LOCK_SECONDS
