"""Requests of every sort at a steady rate, through a proxy's eyes, and how each of them ended."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from uuid import uuid4

from tests.flows.plain_http import Door, DoorShutError

LOOK_SECONDS = 0.25
DEADLINE_SECONDS = 30.0


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One sort of request, and how many of a hundred are of it."""

    name: str
    share: int
    method: str = "GET"
    path: str
    headers: dict[str, str]
    body: Mapping[str, object] | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one request ended: a status, or the name of what went wrong before there was one."""

    name: str
    ended: str
    began: float
    seconds: float
    retried: bool


@dataclass(kw_only=True)
class Load:
    """What was asked while it ran."""

    outcomes: list[Outcome] = field(default_factory=list)

    def failures(self) -> dict[str, int]:
        """Count what was not answered as it should be, by second, request and ending."""
        bad = [each for each in self.outcomes if each.ended not in {"200", "201"}]
        began = min((each.began for each in self.outcomes), default=0.0)
        return dict(
            Counter(f"{each.began - began:.0f} s {each.name}: {each.ended}" for each in bad)
        )

    def retried(self) -> int:
        """Count the requests for which the proxy found the door of its first choice shut."""
        return sum(each.retried for each in self.outcomes)

    def per_second(self) -> float:
        """Return how many requests were begun in a second."""
        began = [each.began for each in self.outcomes]
        return len(began) / max(max(began) - min(began), 1e-9)

    def quantile(self, name: str, percent: int) -> float:
        """Return within how many seconds so many of a hundred requests of a sort were answered."""
        seconds = [each.seconds for each in self.outcomes if each.name == name]
        return statistics.quantiles(seconds, n=100)[percent - 1]


class Proxy:
    """Chooses among gateways as a load balancer does: those that said last that they are ready.

    Where the door of one is shut, so that nothing was sent, it takes the next. It repeats nothing.
    """

    def __init__(self, urls: Sequence[str]) -> None:
        # Clients do not wait for one another: each brings his own connection.
        self._doors = [Door(url, deadline_seconds=DEADLINE_SECONDS) for url in urls]
        self._ready = list(self._doors)
        self._turn = itertools.count()

    async def watch(self) -> None:
        """Ask every gateway again and again whether it is ready."""
        while True:
            answers = await asyncio.gather(*map(self._is_ready, self._doors))
            ready = [each for each, is_ready in zip(self._doors, answers, strict=True) if is_ready]
            self._ready = ready or self._doors
            await asyncio.sleep(LOOK_SECONDS)

    async def send(self, ask: Ask) -> Outcome:
        """Send one request and return how it ended."""
        began, retried = time.monotonic(), False
        headers = {**ask.headers, "Idempotency-Key": str(uuid4())}
        turn = next(self._turn) % len(self._ready)
        # The others last: one of them may be ready since it was asked.
        others = [each for each in self._doors if each not in self._ready]
        for door in (*self._ready[turn:], *self._ready[:turn], *others):
            try:
                ended = str(await door.ask(ask.method, ask.path, headers, ask.body))
            except DoorShutError as error:
                ended, retried = type(error).__name__, True
                continue
            except (OSError, EOFError, ValueError) as error:
                ended = type(error).__name__
            break
        return Outcome(
            name=ask.name,
            ended=ended,
            began=began,
            seconds=time.monotonic() - began,
            retried=retried,
        )

    async def close(self) -> None:
        """Let go of the connections."""
        for door in self._doors:
            door.close()

    @staticmethod
    async def _is_ready(door: Door) -> bool:
        with suppress(DoorShutError, OSError, EOFError, ValueError):
            async with asyncio.timeout(2):
                return await door.ask("GET", "/ready", {}) == HTTPStatus.OK
        return False


@contextmanager
def load_on(urls: Sequence[str], asks: Sequence[Ask], per_second: float) -> Iterator[Load]:
    """Send requests at a steady rate meanwhile, whether or not earlier ones were answered."""
    over, load = threading.Event(), Load()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(_send_all(urls, asks, per_second, over, load))
        except BaseException as error:  # noqa: BLE001 - told to whoever waits
            failed.append(error)

    thread = threading.Thread(target=run, name="load")
    thread.start()
    try:
        yield load
    finally:
        over.set()
        thread.join()
    if failed:
        raise failed[0]


async def _send_all(
    urls: Sequence[str],
    asks: Sequence[Ask],
    per_second: float,
    over: threading.Event,
    load: Load,
) -> None:
    proxy = Proxy(urls)
    watching = asyncio.create_task(proxy.watch())
    in_flight: set[asyncio.Task[None]] = set()

    async def send(ask: Ask) -> None:
        load.outcomes.append(await proxy.send(ask))

    began, sequence = time.monotonic(), itertools.cycle(in_turn(asks))
    for number in itertools.count(1):
        if over.is_set():
            break
        task = asyncio.create_task(send(next(sequence)))
        in_flight.add(task)
        task.add_done_callback(in_flight.discard)
        await asyncio.sleep(max(began + number / per_second - time.monotonic(), 0))
    await asyncio.gather(*in_flight)
    watching.cancel()
    await proxy.close()


def in_turn(asks: Sequence[Ask]) -> list[Ask]:
    """Return a hundred requests in which each sort comes as evenly as it can."""
    places = [
        ((number + 0.5) / each.share, index, each)
        for index, each in enumerate(asks)
        for number in range(each.share)
    ]
    return [each for _, _, each in sorted(places, key=lambda place: place[:2])]
