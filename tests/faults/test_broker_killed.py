"""R3: the broker is stopped or killed, again and again, while ten thousand documents arrive."""

from __future__ import annotations

import time

import pytest

from kontor_local.servers import RunningServers
from tests.faults.arrivals import arriving
from tests.faults.figures import a_chance, at_least, end_unless_in_full, write_figures
from tests.faults.kills import PARTS
from tests.faults.stage import Stage, a_run

PER_SECOND = 25
# From the moment on at which the node answers again.
FIRST_CONFIRM_SECONDS = 10.0
READY_SECONDS = 10.0


def take_down(servers: RunningServers, cycle: int) -> None:
    """Stop the broker, which says goodbye to everybody, or kill it; return when it is up again."""
    if cycle % 2:
        servers.kill("rabbitmq")
        servers.wait_ready("rabbitmq")
    else:
        servers.shut_down("rabbitmq")
        servers.bring_back("rabbitmq")


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@pytest.mark.req("R3", "P1", "P7")
def test_a_broker_that_dies_again_and_again(stage: Stage) -> None:
    events, cycles = at_least(10_000, 60), at_least(20, 2)
    chance = a_chance()
    first_confirms: list[float] = []
    ready: list[float] = []

    with a_run(stage, "R3") as run:
        before = {name: stage.world.product.pids(name) for name in PARTS}
        with arriving(run.arrivals(per_second=PER_SECOND, count=events)) as arrivals:
            for cycle in range(cycles):
                run.wait_attempted(events * (cycle + 1) // (cycles + 1))
                take_down(stage.servers, cycle)
                began = time.monotonic()
                run.wait_confirmed(1)
                first_confirms.append(round(time.monotonic() - began, 1))
                stage.wait_ready()
                ready.append(round(time.monotonic() - began, 1))
            arrivals.join()
        verdict = run.verdict(1800)

    write_figures(
        "R3",
        seed=chance.seed,
        target="faults-nightly",
        figures={
            "cycles": cycles,
            "sent_per_second": round(events / arrivals.seconds, 1),
            "longest_until_confirmed_seconds": max(first_confirms),
            "longest_until_ready_seconds": max(ready),
            "unconfirmed": dict(arrivals.unconfirmed),
            **verdict.figures(),
        },
    )
    verdict.assert_whole()
    assert verdict.attempted == events
    # Nobody had to start anything again, and nothing started itself again.
    assert {name: stage.world.product.pids(name) for name in PARTS} == before
    assert max(first_confirms) <= FIRST_CONFIRM_SECONDS
    assert max(ready) <= READY_SECONDS
    end_unless_in_full()
