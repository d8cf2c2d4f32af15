"""The broker has three nodes, and the one that leads is killed again and again under load (R10)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from kontor_local.servers import Servers
from tests.faults.arrivals import Arrivals, arriving
from tests.faults.broker_cluster import BrokerCluster, running_cluster
from tests.faults.clustered_world import clustered_world
from tests.faults.figures import a_chance, at_least, end_unless_in_full, write_figures
from tests.faults.gaps import trying
from tests.faults.ledger import Ledger
from tests.faults.reckoning import Reckoning
from tests.faults.stage import pass_time
from tests.flows.world import World
from tests.product_plugin import MakeWorld

DOCUMENTS = "in-document.issued.v1--billing_docs.receive_document"
EVERY_SECONDS = 20
LONGEST_GAP_SECONDS = 10


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrokerCluster]:
    with running_cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def world(
    cluster: BrokerCluster,
    servers: Servers,
    migrated_template: Callable[[str], str],
    make_world: MakeWorld,
) -> Iterator[World]:
    """Return a product whose broker is the cluster."""
    with clustered_world(cluster, servers, migrated_template, make_world) as world:
        yield world


@pytest.mark.nightly
@pytest.mark.timeout(1800)
@pytest.mark.req("R10")
def test_the_leading_node_is_killed_again_and_again_and_nothing_is_lost(
    cluster: BrokerCluster, world: World, tmp_path: Path
) -> None:
    chance = a_chance()
    customer = world.new_customer()
    token = world.portal.settle_in(customer.admin)
    world.portal.settle_in(customer.accountant)
    world.wait_settled()
    vhost = world.product.namespace.vhost
    cluster.wait_whole(vhost)
    before = {name: world.product.pids(name) for name in ("identity", "billing-docs", "gateway")}

    def is_read() -> bool:
        try:
            answer = world.portal.http.get("/v1/documents", headers=world.portal.as_(token))
        except httpx.HTTPError:
            return False
        return answer.is_success

    gaps: list[float] = []
    recoveries: list[float] = []
    with Ledger(tmp_path / "ledger") as ledger:
        arrivals = Arrivals(world, [customer], ledger, per_second=10)
        with arriving(arrivals), trying(is_read, 0.25) as reads:
            for _ in range(at_least(9, 2)):
                killed_at = time.monotonic()
                cluster.kill(cluster.leader_of(vhost, DOCUMENTS))
                pass_time(1)  # until the management of no node takes it for alive any more
                cluster.wait_whole(vhost)
                recoveries.append(time.monotonic() - killed_at)
                pass_time(max(killed_at + EVERY_SECONDS - time.monotonic(), 0))
                gaps.append(arrivals.confirms.longest(since=killed_at))
            longest_unread = reads.longest()
        verdict = Reckoning(world, ledger, [customer]).settle(300)

    write_figures(
        "R10",
        seed=chance.seed,
        target="faults-nightly",
        figures={
            **verdict.figures(),
            "kills": len(gaps),
            "publish_gaps_s": [round(gap, 1) for gap in gaps],
            "whole_again_s": [round(each, 1) for each in recoveries],
            "reads": len(reads),
            "reads_failed": reads.failures,
            "longest_without_a_read_s": round(longest_unread, 1),
        },
    )
    verdict.assert_whole()
    assert max(gaps) <= LONGEST_GAP_SECONDS
    assert {name: world.product.pids(name) for name in before} == before
    end_unless_in_full()
