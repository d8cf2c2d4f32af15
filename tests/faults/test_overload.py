"""R21: three times as much is asked as the product can do: it does what it can, and says so."""

from __future__ import annotations

import time

import pytest

from tests.faults.closed_load import peak_per_second
from tests.faults.figures import a_chance, at_least, end_unless_in_full, write_figures
from tests.faults.stage import Stage, endings, pass_time
from tests.flows.load import Load, load_on
from tests.waiting import until

TIMES = 3
GOOD = {"200", "201"}
SHED = {"429", "503"}
LATEST_GOOD_SECONDS = 5.0
RECOVERY_SECONDS = 30.0
IN_A_ROW = 20


def goodput(load: Load, *, begin: float, end: float) -> float:
    """Return how many good answers a second came in time, in a stretch of time."""
    came = [
        each.began + each.seconds
        for each in load.outcomes
        if each.ended in GOOD and each.seconds <= LATEST_GOOD_SECONDS
    ]
    return sum(begin <= at < end for at in came) / (end - begin)


@pytest.mark.nightly
@pytest.mark.timeout(1800)
def test_three_times_too_much_leaves_most_of_what_it_can_do(stage: Stage) -> None:
    chance, seconds = a_chance(), at_least(300, 20)
    asks, urls = stage.asks(), (stage.world.product.gateway_url,)
    # Once to warm it up, so that what comes later is not compared with a cold start.
    peak_per_second(urls, asks, seconds=at_least(20, 5))
    peak = peak_per_second(urls, asks, seconds=at_least(60, 15))

    began = time.monotonic()
    with load_on(urls, asks, TIMES * peak) as load:
        pass_time(seconds)
        ended = time.monotonic()
    offered = load.per_second()
    done = goodput(load, begin=began + 2, end=ended)

    eased = time.monotonic()
    reading = [ask for ask in asks if ask.method == "GET"]

    def answers_as_usual() -> bool:
        return all(
            stage.world.portal.http.get(ask.path, headers=ask.headers).is_success
            for ask in (reading * IN_A_ROW)[:IN_A_ROW]
        )

    until(answers_as_usual, seconds=120, every=0.2)
    recovered = time.monotonic() - eased

    others = {name: count for name, count in endings(load).items() if name not in GOOD | SHED}
    write_figures(
        "R21",
        seed=chance.seed,
        target="faults-nightly",
        figures={
            "seconds": seconds,
            "peak_per_second": round(peak, 1),
            "offered_per_second": round(offered, 1),
            "good_per_second": round(done, 1),
            "of_peak": round(done / peak, 2),
            "endings": endings(load),
            "recovered_s": round(recovered, 1),
        },
    )
    assert done >= 0.8 * peak
    assert others == {}
    assert recovered <= RECOVERY_SECONDS
    # A machine that is too small to ask for so much has shown nothing.
    assert offered >= 0.9 * TIMES * peak
    end_unless_in_full()
