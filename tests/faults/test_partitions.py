"""R11: the broker's three nodes lose sight of one another while documents arrive, and heal.

What must hold is that nothing is lost. That the nodes find together by themselves is what
`pause_minority` promises of a cut that all of them notice, and not of the next cut while they
still do (rabbitmq-server#2175, #17319): so each cut begins with a whole cluster, and where it
does not come about by itself the runbook's remedy is applied and counted.
"""

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
# Shorter than nodes take to notice, and longer: 60 s, give or take a quarter.
CUT_SECONDS = (10, 30, 100)
BETWEEN_SECONDS = 10
BY_ITSELF_SECONDS = 300
A_TENTH = 0.1
SHORTEST = 3  # of the ways below, where a run is less than a tenth of a full one


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
    for seconds in CUT_SECONDS
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


def is_whole_by_itself(cluster: BrokerCluster, vhost: str) -> bool:
    """Wait until the cluster is whole; return whether it came about without the remedy."""
    try:
        cluster.wait_whole(vhost, seconds=BY_ITSELF_SECONDS)
    except AssertionError:
        cluster.start_others_anew()
        cluster.wait_whole(vhost)
        return False
    return True


@pytest.mark.nightly
@pytest.mark.timeout(10800)
@pytest.mark.req("R11")
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
            for way, seconds in WAYS if SHARE >= A_TENTH else WAYS[:SHORTEST]:
                began, before = time.monotonic(), len(ledger.confirmed)
                until_seconds = FULL_SECONDS if SHARE == 1 else 0  # else each is cut once
                whole_again: list[float] = []
                by_hand = 0
                while not whole_again or time.monotonic() - began < until_seconds:
                    networks.cut(way(chance.dice))
                    pass_time(seconds)
                    networks.heal()
                    healed = time.monotonic()
                    by_hand += not is_whole_by_itself(cluster, vhost)
                    whole_again.append(round(time.monotonic() - healed, 1))
                    pass_time(BETWEEN_SECONDS)
                outcomes.append(
                    {
                        "way": way.__name__,
                        "seconds": seconds,
                        "cuts": len(whole_again),
                        "by_hand": by_hand,
                        "confirmed": len(ledger.confirmed) - before,
                        "longest_gap_s": round(arrivals.confirms.longest(since=began), 1),
                        "whole_again_s": whole_again,
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
