"""R4: PostgreSQL is stopped at once or killed, again and again, while documents arrive."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from signal import SIGKILL, SIGQUIT

import pytest

from tests.faults.figures import a_chance, at_least, end_unless_in_full, write_figures
from tests.faults.stage import Stage, a_run, asked, dishonest
from tests.flows.load import Load, load_on
from tests.waiting import until

ARRIVALS_PER_SECOND = 4
ASKS_PER_SECOND = 4
# Long enough that its supervisor takes each end for a first one and starts it again at once.
BETWEEN = 48
POOLS_SECONDS = 5.0
# Sooner than that the server is not harmed again.
AWAY_AGAIN = 10.0


def last_refusal(load: Load, back_at: Sequence[float]) -> float:
    """Return how long after the server was back somebody was refused for the last time.

    `back_at` are the instants at which it was; a refusal belongs to the last of them before it.
    """
    times = [each.began for each in load.outcomes if each.ended in {"503", "504"}]
    after = [
        began - max(back for back in back_at if back <= began)
        for began in times
        if began >= back_at[0]
    ]
    # What was refused while the server was away once more is no matter of the pools.
    return round(max((seconds for seconds in after if seconds < AWAY_AGAIN), default=0.0), 2)


@pytest.mark.faults
@pytest.mark.timeout(3600)
@pytest.mark.req("R4", "P1")
def test_a_database_that_dies_again_and_again(stage: Stage) -> None:
    cycles = at_least(20, 2)
    chance = a_chance()
    asks = stage.asks()
    since = datetime.now(UTC)
    ready: list[float] = []
    back_at: list[float] = []

    with (
        a_run(stage, "R4") as run,
        run.arriving(per_second=ARRIVALS_PER_SECOND),
        load_on([stage.world.product.gateway_url], asks, ASKS_PER_SECOND) as load,
    ):
        for cycle in range(cycles):
            run.wait_confirmed(BETWEEN)
            victim = stage.servers.pid("postgres")
            # "Immediate" first, which says goodbye to nobody; then without even that.
            stage.servers.kill("postgres", (SIGQUIT, SIGKILL)[cycle % 2])
            until(lambda victim=victim: stage.servers.pid("postgres") not in {None, victim})  # type: ignore[misc]  # a plain lambda
            stage.servers.wait_ready("postgres")
            back_at.append(time.monotonic())
            ready.append(stage.wait_ready())
            stage.wait_answers(asks)
    refused = last_refusal(load, back_at)
    in_gateway = stage.longest_in_gateway(since)
    verdict = run.verdict()

    write_figures(
        "R4",
        seed=chance.seed,
        figures={
            "cycles": cycles,
            "longest_until_ready_seconds": max(ready),
            "last_refusal_seconds": refused,
            **asked(load, in_gateway),
            **verdict.figures(),
        },
    )
    verdict.assert_whole()
    assert dishonest(load) == {}
    assert refused <= POOLS_SECONDS
    end_unless_in_full()
