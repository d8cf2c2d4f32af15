"""R20: seven tenths of what the product can do, for a long time: nothing grows that should not."""

from __future__ import annotations

import os
import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from tests.faults.closed_load import peak_per_second
from tests.faults.figures import a_chance, at_least, end_unless_in_full, write_figures
from tests.faults.kills import PARTS
from tests.faults.stage import Run, Stage, a_run, endings, pass_time
from tests.flows.load import Ask, load_on

# KONTOR_SOAK_SECONDS for runs of another length; what is promised is promised of an hour.
FULL_SECONDS = 3600
SECONDS = int(os.environ.get("KONTOR_SOAK_SECONDS") or at_least(FULL_SECONDS, 60))
SHARE_OF_PEAK = 0.7
# KONTOR_SOAK_PER_SECOND asks at a pace of its own, where others need the machine meanwhile.
PER_SECOND = float(os.environ.get("KONTOR_SOAK_PER_SECOND") or 0)
PEAK_SECONDS = 60.0
WARM_UP = 0.25
LOOK_SECONDS = 5.0
ARRIVALS_PER_SECOND = 2.0
MOST_MB_AN_HOUR = 1.0
MB = 1_000_000
SERVICES = ("identity", "billing_docs", "tickets", "catalog", "notifications")
_OLDEST = "SELECT 'age' AS name, coalesce(extract(epoch FROM now() - min(created_at)), 0)::int AS n"

Series = dict[str, list[float]]


class Look:
    """What is looked at again and again, each by its name, and when."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.at: list[float] = []
        self.megabytes: Series = defaultdict(list)
        self.files: Series = defaultdict(list)
        self.connections: list[float] = []
        self.outbox_seconds: list[float] = []

    def take(self) -> None:
        """Look once."""
        self.at.append(time.monotonic())
        for part in PARTS:
            for index, pid in enumerate(self._stage.world.product.pids(part)):
                process = psutil.Process(pid)
                self.megabytes[f"{part}.{index}"].append(process.memory_info().rss / MB)
                self.files[f"{part}.{index}"].append(self._files_of(process))
        servers = self._stage.world.product.namespace.servers
        url = servers.management_url.rstrip("/")
        answer = httpx.get(f"{url}/api/overview", timeout=60).raise_for_status()
        self.connections.append(answer.json()["object_totals"]["connections"])
        self.outbox_seconds.append(
            max(
                self._stage.world.tally(service, f"{_OLDEST} FROM outbox")["age"]
                for service in SERVICES
            )
        )

    def _files_of(self, process: psutil.Process) -> int:
        """Count what a process has open but for clients' connections, as many as they like."""
        door = urlsplit(self._stage.world.product.gateway_url).port
        clients = [
            each
            for each in process.net_connections("tcp")
            if each.status != psutil.CONN_LISTEN and each.laddr[1] == door
        ]
        return process.num_fds() - len(clients)

    def an_hour(self, values: Sequence[float]) -> float:
        """Return by how much something grows in an hour, after the warm-up, by least squares."""
        first = int(len(self.at) * WARM_UP)
        return statistics.linear_regression(self.at[first:], values[first:]).slope * 3600

    def growth(self, values: Sequence[float]) -> float:
        """Return by how much the second half's median is above that of the first, warm, half."""
        warm = values[int(len(values) * WARM_UP) :]
        middle = len(warm) // 2
        return statistics.median(warm[middle:]) - statistics.median(warm[:middle])


def carried_per_second(stage: Stage, run: Run, asks: Sequence[Ask]) -> float:
    """Return how many requests a second the product answers, beside documents, for long.

    The time until all mails that these caused are out is part of it.
    """
    began = time.monotonic()
    with run.arriving(per_second=ARRIVALS_PER_SECOND):
        answered = PEAK_SECONDS * peak_per_second(
            (stage.world.product.gateway_url,), asks, seconds=PEAK_SECONDS
        )
    stage.world.wait_settled(300)
    return answered / (time.monotonic() - began)


def look_on(look: Look) -> None:
    """Look every five seconds until it has been long enough."""
    ends_at = time.monotonic() + SECONDS
    while time.monotonic() < ends_at:
        look.take()
        pass_time(LOOK_SECONDS)


@pytest.mark.nightly
@pytest.mark.timeout(2 * FULL_SECONDS + 3600)
def test_after_a_long_time_at_seven_tenths_nothing_has_grown(lasting_stage: Stage) -> None:
    chance, look = a_chance(), Look(lasting_stage)
    asks, urls = lasting_stage.asks(), (lasting_stage.world.product.gateway_url,)

    with a_run(lasting_stage, "R20") as run:
        peak = carried_per_second(lasting_stage, run, asks)
        pace = PER_SECOND or SHARE_OF_PEAK * peak
        with run.arriving(per_second=ARRIVALS_PER_SECOND), load_on(urls, asks, pace) as load:
            look_on(look)
        verdict = run.verdict()

    slopes = {name: round(look.an_hour(each), 2) for name, each in look.megabytes.items()}
    write_figures(
        "R20",
        seed=chance.seed,
        target="faults-nightly",
        figures={
            "seconds": SECONDS,
            "carried_per_second": round(peak, 1),
            "asked_per_second": round(load.per_second(), 1),
            "endings": endings(load),
            "megabytes": {name: round(each[-1]) for name, each in look.megabytes.items()},
            "megabytes_an_hour": slopes,
            "files_grown": {name: look.growth(each) for name, each in look.files.items()},
            "connections": [look.connections[0], look.connections[-1]],
            "outbox_oldest_s": max(look.outbox_seconds),
            **verdict.figures(),
        },
    )
    verdict.assert_whole()
    assert max(look.growth(each) for each in look.files.values()) <= 2
    assert look.growth(look.connections) <= 1
    assert look.outbox_seconds[-1] <= 60
    end_unless_in_full(is_full=SECONDS >= FULL_SECONDS)  # of less, noise is most of a slope
    assert max(slopes.values()) < MOST_MB_AN_HOUR
