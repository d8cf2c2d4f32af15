"""R12: a process stands still for 45 seconds and goes on as if nothing had happened."""

from __future__ import annotations

import time
from contextlib import suppress
from signal import SIGCONT, SIGSTOP, Signals

import psutil
import pytest

from tests.faults.figures import a_chance, at_least, end_unless_in_full, write_figures
from tests.faults.kills import PARTS
from tests.faults.stage import Stage, a_run, pass_time

ARRIVALS_PER_SECOND = 4
# Longer than the broker waits for heartbeats: what the process had in hand goes to another one,
# and the process finishes it all the same when it goes on.
STANDSTILL_SECONDS = 45
# First those that have work in hand, for a run of a part.
BUSIEST = ("billing-docs", "notifications")
ORDER = (*BUSIEST, *(name for name in PARTS if name not in BUSIEST))


def signal_all(pid: int, with_signal: Signals) -> None:
    """Send a signal to a process and to all that it has started."""
    process = psutil.Process(pid)
    for each in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            each.send_signal(with_signal)


@pytest.mark.faults
@pytest.mark.timeout(1800)
@pytest.mark.req("R12", "P2")
def test_a_process_that_stands_still_and_goes_on_doubles_nothing(stage: Stage) -> None:
    parts = list(ORDER[: at_least(len(ORDER), len(BUSIEST))])
    chance = a_chance()
    chance.dice.shuffle(parts)
    before = {name: stage.world.product.pids(name) for name in PARTS}
    recoveries: dict[str, float] = {}

    with a_run(stage, "R12") as run, run.arriving(per_second=ARRIVALS_PER_SECOND):
        for name in parts:
            run.wait_confirmed(20)
            signal_all(before[name][0], SIGSTOP)
            try:
                pass_time(STANDSTILL_SECONDS)
            finally:
                signal_all(before[name][0], SIGCONT)
            began = time.monotonic()
            stage.wait_ready()
            recoveries[name] = round(time.monotonic() - began, 1)
    verdict = run.verdict()

    write_figures(
        "R12",
        seed=chance.seed,
        figures={
            "standstill_seconds": STANDSTILL_SECONDS,
            "ready_again_seconds": recoveries,
            **verdict.figures(),
        },
    )
    verdict.assert_whole()
    # Nobody had to start anything again.
    assert {name: stage.world.product.pids(name) for name in PARTS} == before
    end_unless_in_full()
