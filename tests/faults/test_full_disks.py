"""R7: the disk of a server is full while documents arrive, and has room again later.

The broker's is filled until its alarm rings, 120 MB before the end. Full to the last byte,
RabbitMQ 3.10.8 loses what only a hand mends: docs/runbook.md, A disk fills.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy.exc import SQLAlchemyError

from kontor_local.namespace import create_namespace
from kontor_local.servers import Servers
from tests.faults.arrivals import Arrivals, arriving
from tests.faults.figures import a_chance, at_least, end_unless_in_full, write_figures
from tests.faults.ledger import Ledger
from tests.faults.reckoning import Reckoning
from tests.faults.small_disks import MIB, SmallDisk, are_possible, small_disks
from tests.faults.stage import AS_IN_PRODUCTION, pass_time
from tests.flows.world import World
from tests.product_plugin import MakeWorld
from tests.waiting import until

RECOVERY_SECONDS = 60.0
# Below the 200 MB at which the broker takes no more, and far from nothing.
STILL_LEFT = 120 * MIB


@pytest.fixture(scope="module")
def place(servers: Servers, make_world: MakeWorld) -> Iterator[tuple[World, dict[str, SmallDisk]]]:
    if not are_possible():
        pytest.skip("mounting small disks takes root")
    with (
        small_disks(servers) as (on_small_disks, disks),
        make_world(
            namespace=create_namespace(on_small_disks, "full"), extra_env=AS_IN_PRODUCTION
        ) as world,
    ):
        yield world, disks


def has_alarm(world: World) -> bool:
    """Return whether the broker says itself that its disk is short."""
    url = world.product.namespace.servers.management_url.rstrip("/")
    try:
        answer = httpx.get(f"{url}/api/nodes", timeout=10)
    except httpx.HTTPError:
        return False
    return answer.is_success and any(node["disk_free_alarm"] for node in answer.json())


def archived(world: World) -> int:
    """Return how many documents there are, or -1 while the database does not say."""
    try:
        return world.count("billing_docs", "document")
    except SQLAlchemyError:
        return -1


def seconds_until_it_goes_on(world: World, ledger: Ledger) -> float:
    """Return in how many seconds events are confirmed, and documents archived, as before."""
    began, confirmed = time.monotonic(), len(ledger.confirmed)
    before = until(lambda: archived(world) + 1, seconds=600, every=0.2)
    until(lambda: archived(world) > before, seconds=600, every=0.2)
    until(lambda: len(ledger.confirmed) > confirmed, seconds=600, every=0.2)
    return time.monotonic() - began


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@pytest.mark.req("R7", "P7")
@pytest.mark.parametrize("name", ["rabbitmq", "postgres", "s3"])
def test_a_full_disk_loses_nothing_and_needs_no_hand_once_there_is_room(
    name: str, place: tuple[World, dict[str, SmallDisk]], tmp_path: Path
) -> None:
    world, disks = place
    disk, chance = disks[name], a_chance()
    customer = world.new_customer()
    world.portal.settle_in(customer.accountant)
    world.wait_settled(300)
    rang_while_left = 0

    with Ledger(tmp_path / "ledger") as ledger:
        arrivals = Arrivals(world, [customer], ledger, per_second=2)
        with arriving(arrivals):
            until(lambda: len(ledger.confirmed) >= 20, seconds=120)
            # The broker takes nothing more long before: that is as full as it gets.
            disk.fill(leave=STILL_LEFT if name == "rabbitmq" else 0)
            if name == "rabbitmq":
                until(lambda: has_alarm(world), seconds=60)
                rang_while_left = disk.free_bytes()
            full_at = len(ledger.confirmed)
            pass_time(at_least(60, 15))
            if name != "rabbitmq":
                disk.fill()  # what was given up meanwhile
            pass_time(at_least(60, 15))
            meanwhile = len(ledger.confirmed) - full_at
            disk.make_room()
            recovered = seconds_until_it_goes_on(world, ledger)
        verdict = Reckoning(world, ledger, [customer]).settle(900)

    write_figures(
        f"R7 {name}",
        seed=chance.seed,
        target="faults-nightly",
        figures={
            **verdict.figures(),
            "host": urlsplit(world.product.gateway_url).hostname,
            "alarm_with_mib_left": rang_while_left // MIB,
            "confirmed_while_full": meanwhile,
            "unconfirmed": dict(arrivals.unconfirmed),
            "recovered_s": round(recovered, 1),
            "ended_by_itself": disk.server.restarts(name),
        },
    )
    verdict.assert_whole()
    assert name != "rabbitmq" or rang_while_left > 0
    assert recovered <= RECOVERY_SECONDS
    end_unless_in_full()
