"""How long an invoice run takes, worked out instead of waited for.

`python -m bench.invoice_run --invoices 100000 --hours 6 --ingest 3 --senders 8` says when all of it
is archived and notified, how long the queues become, and what the bottleneck is. The stations stand
in a row, as in the product: intake, telling, mailing. Each has workers that take the same time for
every piece of work, and a queue that forgets nothing.

docs/operations.md has the service times that were measured, and what the answers mean.
"""

import argparse
import heapq
import random
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Station:
    """A queue and those who work on it: each takes `seconds` for one piece of work."""

    name: str
    workers: int
    seconds: float

    @property
    def a_second(self) -> float:
        """Return how much work is done in a second when everybody is busy."""
        return self.workers / self.seconds


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """How all the work has passed one station."""

    station: Station
    longest_queue: int
    mean_wait_seconds: float
    longest_wait_seconds: float
    last_done_at: float


def evenly(count: int, within_seconds: float) -> Iterator[float]:
    """Yield so many instants, equally far apart; all at once where there is no time."""
    pause = within_seconds / count
    return (number * pause for number in range(count))


def at_random(count: int, within_seconds: float, *, seed: int) -> Iterator[float]:
    """Yield so many instants as strangers would choose them (a Poisson stream)."""
    chance = random.Random(seed)  # noqa: S311 - a model, no secret
    rate = count / within_seconds
    instant = 0.0
    for _ in range(count):
        instant += chance.expovariate(rate)
        yield instant


def passed(arrivals: Iterable[float], station: Station) -> tuple[Passage, list[float]]:
    """Return how work that arrives at these instants, in order, passes; and when each is done.

    First come, first served: the worker who is free first takes the next.
    """
    free_at = [0.0] * station.workers
    heapq.heapify(free_at)
    begun: list[float] = []
    done: list[float] = []
    total = longest = 0.0
    longest_queue = queue_begins = 0
    for number, arrived in enumerate(arrivals):
        begins = max(arrived, free_at[0])
        heapq.heapreplace(free_at, begins + station.seconds)
        begun.append(begins)
        done.append(begins + station.seconds)
        total += begins - arrived
        longest = max(longest, begins - arrived)
        # Those that came before and have not begun yet; begun is in order, so the place only grows.
        while queue_begins < number and begun[queue_begins] <= arrived:
            queue_begins += 1
        longest_queue = max(longest_queue, number - queue_begins + (begins > arrived))
    passage = Passage(
        station=station,
        longest_queue=longest_queue,
        mean_wait_seconds=total / len(done) if done else 0.0,
        longest_wait_seconds=longest,
        last_done_at=max(done, default=0.0),
    )
    return passage, sorted(done)


def run_through(arrivals: Iterable[float], stations: Iterable[Station]) -> list[Passage]:
    """Return how the work passes stations in a row: what one has done arrives at the next."""
    passages = []
    for station in stations:
        passage, arrivals = passed(arrivals, station)
        passages.append(passage)
    return passages


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """The same as a stream that has no single pieces: exact for long runs, at any size."""

    longest_queue: float
    last_done_at: float


def as_flow(count: float, within_seconds: float, stations: Iterable[Station]) -> list[Flow]:
    """Return what becomes of an even stream at stations in a row.

    At each what arrives faster than it is done piles up until the last has come; it leaves as fast
    as the slower of both.
    """
    flows = []
    lasts = within_seconds
    for station in stations:
        rate = count / lasts if lasts else float("inf")
        done_in = max(lasts, count / station.a_second)
        piled_up = max(0.0, (rate - station.a_second) * lasts) if lasts else count
        flows.append(Flow(longest_queue=piled_up, last_done_at=done_in))
        lasts = done_in
    return flows


def main(arguments: list[str] | None = None) -> int:
    """Print how a run passes; above a million invoices as a stream."""
    parser = argparse.ArgumentParser(prog="python -m bench.invoice_run", description=__doc__)
    parser.add_argument("--invoices", type=int, default=100_000)
    parser.add_argument("--hours", type=float, default=6.0, help="in which they arrive (6)")
    parser.add_argument("--ingest", type=int, default=1, help="processes that take in (1)")
    parser.add_argument("--ingest-ms", type=float, default=INGEST_MS, help="busy for each document")
    parser.add_argument("--relays", type=int, default=1, help="processes that tell (1)")
    parser.add_argument("--relay-ms", type=float, default=RELAY_MS, help="busy for each event")
    parser.add_argument("--senders", type=int, default=1, help="processes that mail (1)")
    parser.add_argument("--mail-ms", type=float, default=MAIL_MS, help="busy for each mail")
    parser.add_argument("--seed", type=int, help="let them arrive at random instead of evenly")
    given = parser.parse_args(arguments)
    stations = [
        Station(name="archived", workers=given.ingest, seconds=given.ingest_ms / 1000),
        Station(name="told", workers=given.relays, seconds=given.relay_ms / 1000),
        Station(name="mailed", workers=given.senders, seconds=given.mail_ms / 1000),
    ]
    within = given.hours * 3600
    _say(
        f"{given.invoices:,} invoices in {given.hours:g} h: {given.invoices / within:,.1f} a second"
    )
    _say(f"{'':10} {'can do':>12} {'busy':>6} {'longest queue':>14} {'all done after':>15}")
    flows = as_flow(given.invoices, within, stations)
    if given.invoices <= _SINGLE_PIECES:
        arrivals = (
            evenly(given.invoices, within)
            if given.seed is None
            else at_random(given.invoices, within, seed=given.seed)
        )
        passages = run_through(arrivals, stations)
        flows = [
            Flow(longest_queue=each.longest_queue, last_done_at=each.last_done_at)
            for each in passages
        ]
    for station, flow in zip(stations, flows, strict=True):
        busy = given.invoices / within / station.a_second
        _say(
            f"{station.name:10} {station.a_second:>10,.0f}/s {busy:>6.0%} "
            f"{flow.longest_queue:>14,.0f} {flow.last_done_at / 3600:>13.2f} h"
        )
    slowest = min(stations, key=lambda station: station.a_second)
    _say(f"The bottleneck is what is {slowest.name}.")
    return 0


# Intake by `make bench s=intake`, mails by what `make bench s=mails` has to reach; what a relay
# costs beyond the intake's figure is an estimate (docs/operations.md, Capacity).
INGEST_MS = 31.5
RELAY_MS = 1.0
MAIL_MS = 6.7
_SINGLE_PIECES = 1_000_000


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
