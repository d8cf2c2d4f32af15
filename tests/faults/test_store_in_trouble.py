"""R5: the object store refuses, cuts connections, loses answers, is slow and is away."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kontor_local.namespace import create_namespace, namespace_of
from kontor_local.servers import RunningServers
from process.store_breaker import FAILURES, PAUSE_SECONDS
from tests.faults.failing_store import FailingStore
from tests.faults.figures import Chance, a_chance, at_least, end_unless_in_full, write_figures
from tests.faults.stage import AS_IN_PRODUCTION, Stage, a_run, asked, dishonest, pass_time
from tests.flows.load import Load, load_on
from tests.product_plugin import MakeWorld

ARRIVALS_PER_SECOND = 4
ASKS_PER_SECOND = 8
REFUSED, CUT, LOST = 0.3, 0.05, 0.05
SLOW_BYTES_PER_SECOND = 1024
BACK_SECONDS = 30.0
# Whoever asks for a file waits for it, but not for ever.
FILE_SECONDS = 22.0
# Who asks for nothing that lies in the store must not feel that it is away.
NEEDS_NO_STORE = {"documents", "requests", "packages", "page"}
TIMES_SLOWER = 2.0
# The gateway's, and that of billing-docs, tickets and notifications; each has its breaker.
CLIENTS = 4
# Below that, twice as slow is what the machine makes of it.
HARDLY_FELT_SECONDS = 0.25


@pytest.fixture(scope="module")
def chance() -> Chance:
    return a_chance()


@pytest.fixture(scope="module")
def store(harmed_servers: RunningServers, chance: Chance) -> Iterator[FailingStore]:
    """Return what stands before the store, in fair weather."""
    with FailingStore(harmed_servers.servers.s3_url, chance.dice) as store:
        yield store


@pytest.fixture(scope="module")
def stage(
    harmed_servers: RunningServers,
    store: FailingStore,
    make_world: MakeWorld,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    """Return a product that reaches its store through it."""
    create_namespace(harmed_servers.servers, "trouble")
    reached = replace(harmed_servers.servers, s3_url=store.url)
    with make_world(
        namespace=namespace_of(reached, "trouble"), extra_env=AS_IN_PRODUCTION
    ) as world:
        yield Stage(world=world, servers=harmed_servers, folder=tmp_path_factory.mktemp("ledgers"))


def slow_end(load: Load, begin: float, end: float) -> float:
    """Return within how many seconds 99 of 100 were answered who asked for nothing of the store."""
    seconds = [
        each.seconds
        for each in load.outcomes
        if each.name in NEEDS_NO_STORE and begin <= each.began < end
    ]
    return round(statistics.quantiles(seconds, n=100)[98], 3)


@pytest.mark.nightly
@pytest.mark.timeout(1800)
@pytest.mark.req("R5", "P1", "P2")
def test_a_store_in_trouble_loses_nothing_and_keeps_one_version(
    stage: Stage, store: FailingStore, chance: Chance
) -> None:
    minute = at_least(60, 10)
    asks = stage.asks()
    since = datetime.now(UTC)

    with (
        a_run(stage, "R5") as run,
        run.arriving(per_second=ARRIVALS_PER_SECOND),
        load_on([stage.world.product.gateway_url], asks, ASKS_PER_SECOND) as load,
    ):
        run.wait_confirmed(10)
        usual = time.monotonic()
        pass_time(minute)
        trouble = time.monotonic()
        store.fail(refused=REFUSED, cut=CUT, lost=LOST)
        pass_time(minute)
        store.be_fair()
        store.be_slow(SLOW_BYTES_PER_SECOND)
        pass_time(minute)
        store.be_fair()
        fates, deserted = dict(store.fates), store.deserted
        stage.servers.shut_down("s3")
        away = time.monotonic()
        pass_time(minute)
        back = time.monotonic()
        in_vain = sum(store.fates.values()) - sum(fates.values())
        stage.servers.bring_back("s3")
        up = time.monotonic()
        stage.wait_ready()
        stage.wait_answers(asks)
        recovered = round(time.monotonic() - up, 1)
    in_gateway = stage.longest_in_gateway(since)
    verdict = run.verdict()
    usually, meanwhile = slow_end(load, usual, trouble), slow_end(load, away, back)

    write_figures(
        "R5",
        target="faults-nightly",
        seed=chance.seed,
        figures={
            "asked_of_the_store": fates,
            "asked_in_vain_while_away": in_vain,
            "too_slow_to_be_waited_for": deserted,
            "p99_seconds": usually,
            "p99_while_away_seconds": meanwhile,
            "back_seconds": recovered,
            **asked(load, in_gateway),
            **verdict.figures(),
        },
    )
    verdict.assert_whole()
    assert dishonest(load) == {}
    assert min(fates.get(fate, 0) for fate in ("refused", "cut", "lost")) > 0
    assert 0 < in_vain <= CLIENTS * (FAILURES + minute / PAUSE_SECONDS)
    assert meanwhile <= max(TIMES_SLOWER * usually, HARDLY_FELT_SECONDS)
    assert in_gateway <= FILE_SECONDS
    assert recovered <= BACK_SECONDS
    end_unless_in_full()
