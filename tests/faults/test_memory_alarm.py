"""R8: the broker runs short of memory and reads nothing more from whoever publishes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from tests.faults.figures import a_chance, at_least, end_unless_in_full, write_figures
from tests.faults.stage import Stage, a_run, asked, dishonest, pass_time
from tests.flows.load import load_on
from tests.waiting import until

SERVICES = ("identity", "billing_docs", "tickets", "catalog", "notifications")
ARRIVALS_PER_SECOND = 10
ASKS_PER_SECOND = 5
HANG_SECONDS = 5.0
DRAIN_SECONDS = 60.0


@contextmanager
def memory_alarm(stage: Stage) -> Iterator[None]:
    """Let the broker have too little memory meanwhile."""
    try:
        stage.tell_broker("set_vm_memory_high_watermark", "0")
        yield
    finally:
        stage.tell_broker("set_vm_memory_high_watermark", "absolute", "1GB")


def unsent(stage: Stage) -> int:
    """Return how much services still have to tell each other and other systems."""
    return sum(stage.world.count(service, "outbox") for service in SERVICES)


@pytest.mark.faults
@pytest.mark.timeout(1800)
@pytest.mark.req("R8")
def test_a_broker_without_memory_makes_nobody_hang(stage: Stage) -> None:
    seconds = at_least(60, 20)
    chance = a_chance()
    asks = stage.asks()
    since = datetime.now(UTC)

    with (
        a_run(stage, "R8") as run,
        load_on([stage.world.product.gateway_url], asks, ASKS_PER_SECOND) as load,
    ):
        with run.arriving(per_second=ARRIVALS_PER_SECOND) as arrivals:
            run.wait_confirmed(50)
            with memory_alarm(stage):
                pass_time(seconds)
                kept = unsent(stage)
        began = time.monotonic()
        until(lambda: unsent(stage) == 0, seconds=DRAIN_SECONDS * 5)
        drained = round(time.monotonic() - began, 1)
        stage.wait_answers(asks)
    in_gateway = stage.longest_in_gateway(since)
    verdict = run.verdict()

    write_figures(
        "R8",
        seed=chance.seed,
        figures={
            "alarm_seconds": seconds,
            **asked(load, in_gateway),
            "outbox_rows_kept": kept,
            "drained_seconds": drained,
            "publisher_longest_seconds": round(arrivals.longest_seconds, 1),
            **verdict.figures(),
        },
    )
    verdict.assert_whole()
    assert dishonest(load) == {}
    assert in_gateway <= HANG_SECONDS
    assert drained <= DRAIN_SECONDS
    end_unless_in_full()
