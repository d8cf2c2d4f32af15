"""Whichever step a process dies at: one document, one mail, the same bytes."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest

from tests.faults.arrivals import Arrivals, arriving
from tests.faults.kills import Killer
from tests.faults.ledger import Ledger
from tests.faults.reckoning import Reckoning
from tests.flows.side_jobs import EXPORTING, FILLING, STEPS, SideJobs, side_jobs
from tests.flows.world import World
from tests.waiting import until

# After the mail server's answer and before our note of it, a plain SMTP server may get a second
# copy (P3); tests/notifications proves that it carries the same Message-ID and is listed.
# One step of each kind in a round: no message and no mail is in hand at two of its deaths.
ROUNDS = (
    ("intake.read", "relay.claimed", "mail.claimed"),
    ("intake.stored", "relay.published", "mail.announced"),
    ("intake.before_commit", "relay.marked", "mail.settled"),
    ("intake.committed",),
)
LEASE = timedelta(seconds=61)


@pytest.fixture(scope="module")
def world(own_world: World) -> World:
    """Return a product of the file's own, whose processes die and whose clock moves."""
    return own_world


@pytest.mark.req("R1", "P1", "P2", "P3", "BR-05")
@pytest.mark.parametrize("places", ROUNDS, ids=lambda places: places[0])
def test_a_process_that_dies_loses_and_doubles_nothing(
    world: World, places: tuple[str, ...]
) -> None:
    customer = world.new_customer()
    world.portal.settle_in(customer.accountant)
    world.wait_settled()
    for place in places:
        world.die_at(place)

    published = world.issue(customer, f"RE-{places[0]}")

    until(lambda: all(map(world.died_at, places)), seconds=60)
    # What a dead sender had claimed is taken up by another a minute later.
    world.product.move_clock(LEASE)
    world.assert_once(customer, [published])


@pytest.fixture(scope="module")
def jobs(world: World) -> SideJobs:
    """Return a customer with exports, a standing recipient and a queue of his own."""
    return side_jobs(world)


@pytest.mark.req("R1", "P1", "P2", "P3")
@pytest.mark.parametrize("step", [*EXPORTING, *FILLING])
def test_a_process_that_dies_beside_the_main_job_loses_and_doubles_nothing(
    jobs: SideJobs, step: str
) -> None:
    # The steps of a mail's files, each with a process of its own: billing_docs, test_crashes.py.
    jobs.die_once(step)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.req("R1", "P1", "P2", "P3")
def test_a_process_dies_at_every_step_beside_the_main_job_twenty_times(jobs: SideJobs) -> None:
    steps = list(STEPS * 20)
    random.Random(20261128).shuffle(steps)  # noqa: S311 (not a secret)
    restarts = jobs.world.product.restarts

    for step in steps:
        jobs.die_once(step)

    assert jobs.world.product.restarts - restarts == len(steps)


@pytest.mark.req("P1", "P2", "P3", "P7")
def test_random_kills_under_load_lose_and_double_nothing(world: World, tmp_path: Path) -> None:
    customer = world.new_customer()
    world.portal.settle_in(customer.accountant)
    world.wait_settled()
    killer = Killer(world, random.Random(2), ["notifications", "billing-docs"])  # noqa: S311 (not a secret)

    with Ledger(tmp_path / "ledger") as ledger:
        arrivals = Arrivals(world, [customer], ledger, per_second=20, count=20)
        with arriving(arrivals):
            until(lambda: len(ledger.confirmed) >= 5, seconds=60)
            killer.strike()
            killer.strike()
            arrivals.join()
    world.product.move_clock(LEASE)

    # `make faults` does it to ten thousand, with fifty kills of every process.
    verdict = Reckoning(world, ledger, [customer]).settle(120)
    verdict.assert_whole()
    assert verdict.mailed == verdict.archived >= len(ledger.confirmed)
