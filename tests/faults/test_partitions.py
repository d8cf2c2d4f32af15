"""R11: the broker's three nodes lose sight of one another while documents arrive, and heal."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kontor_local.servers import Servers
from tests.faults.arrivals import Arrivals, arriving
from tests.faults.broker_cluster import NODES, BrokerCluster, running_cluster
from tests.faults.clustered_world import clustered_world
from tests.faults.figures import SHARE, a_chance, end_unless_in_full, write_figures
from tests.faults.ledger import Ledger
from tests.faults.reckoning import Reckoning
from tests.faults.separate_networks import (
    SeparateNetworks,
    are_possible,
    between,
    separate_networks,
)
from tests.faults.stage import pass_time
from tests.flows.world import World
from tests.product_plugin import MakeWorld

Cut = list[tuple[int, int]]
FULL_SECONDS = 180
BETWEEN_SECONDS = 10
SHORTEST = 3  # of the ways below, where a run is a small part of a full one


def halves(_dice: random.Random) -> Cut:
    """One node on one side, always the same."""
    return between([0], [1, 2])


def random_halves(dice: random.Random) -> Cut:
    """The same, in an order left to chance."""
    alone, *others = dice.sample(range(NODES), NODES)
    return between([alone], others)


def majorities_ring(_dice: random.Random) -> Cut:
    """Each node hears another majority than the next one does."""
    return [(node, (node + 2) % NODES) for node in range(NODES)]


def random_node(dice: random.Random) -> Cut:
    """One node, left to chance, that hears nobody, though it is heard."""
    deaf = dice.randrange(NODES)
    return [(deaf, other) for other in range(NODES) if other != deaf]


WAYS: list[tuple[Callable[[random.Random], Cut], int]] = [
    (way, seconds)
    for seconds in (10, 30)
    for way in (random_halves, majorities_ring, random_node, halves)
]


@pytest.fixture(scope="module")
def networks() -> Iterator[SeparateNetworks]:
    if not are_possible():
        pytest.skip("networks of our own take root, ip and iptables")
    with separate_networks() as networks:
        yield networks


@pytest.fixture(scope="module")
def cluster(
    networks: SeparateNetworks, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrokerCluster]:
    with running_cluster(tmp_path_factory.mktemp("parted"), networks.nodes) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def world(
    cluster: BrokerCluster,
    servers: Servers,
    migrated_template: Callable[[str], str],
    make_world: MakeWorld,
) -> Iterator[World]:
    with clustered_world(cluster, servers, migrated_template, make_world) as world:
        yield world


@pytest.mark.nightly
@pytest.mark.timeout(7200)
def test_nodes_that_lose_sight_of_one_another_lose_nothing_else(
    networks: SeparateNetworks, cluster: BrokerCluster, world: World, tmp_path: Path
) -> None:
    chance = a_chance()
    customer = world.new_customer()
    world.portal.settle_in(customer.accountant)
    world.wait_settled()
    vhost = world.product.namespace.vhost
    cluster.wait_whole(vhost)
    outcomes: list[dict[str, object]] = []

    with Ledger(tmp_path / "ledger") as ledger:
        arrivals = Arrivals(world, [customer], ledger, per_second=5)
        with arriving(arrivals):
            for way, seconds in WAYS if SHARE == 1 else WAYS[:SHORTEST]:
                began, before = time.monotonic(), len(ledger.confirmed)
                until_seconds = FULL_SECONDS if SHARE == 1 else 0
                cuts = 0
                while cuts == 0 or time.monotonic() - began < until_seconds:
                    networks.cut(way(chance.dice))
                    pass_time(seconds)
                    networks.heal()
                    pass_time(BETWEEN_SECONDS)
                    cuts += 1
                healed = time.monotonic()
                cluster.wait_whole(vhost)
                outcomes.append(
                    {
                        "way": way.__name__,
                        "seconds": seconds,
                        "cuts": cuts,
                        "confirmed": len(ledger.confirmed) - before,
                        "longest_gap_s": round(arrivals.confirms.longest(since=began), 1),
                        "whole_again_s": round(time.monotonic() - healed, 1),
                    }
                )
        verdict = Reckoning(world, ledger, [customer]).settle(600)

    write_figures(
        "R11",
        seed=chance.seed,
        target="faults-nightly",
        figures={
            **verdict.figures(),
            "unconfirmed": dict(arrivals.unconfirmed),
            "partitions": outcomes,
        },
    )
    verdict.assert_whole()
    end_unless_in_full()
