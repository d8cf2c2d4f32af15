"""Kill processes of a product, one after the other, and wait for each to be back by itself."""

from __future__ import annotations

import itertools
import random
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from signal import SIGKILL
from statistics import median

from tests.flows.world import World
from tests.waiting import until

PARTS = ("identity", "billing-docs", "tickets", "catalog", "notifications", "gateway")


class Killer:
    """Chooses whom to kill: every process as often as any other, in an order left to chance."""

    def __init__(self, world: World, dice: random.Random, parts: Sequence[str] = PARTS) -> None:
        self._world = world
        self._dice = dice
        self._processes = [
            (name, index)
            for name in parts
            # The gateway's workers share its one door and are looked after by it.
            for index in range(1 if name == "gateway" else len(world.product.pids(name)))
        ]
        self._turn: list[tuple[str, int]] = []
        self.kills = 0
        self.recoveries: dict[str, list[float]] = {}
        """In how many seconds processes of each part were ready again."""

    def strike(self) -> None:
        """Kill one process with SIGKILL; return when it is ready again, by nobody's hand."""
        if not self._turn:
            self._turn = list(self._processes)
            self._dice.shuffle(self._turn)
        name, index = self._turn.pop()
        (victim,) = [pid for n, pid in enumerate(self._pids(name)) if n == index]
        began = time.monotonic()
        self._world.product.kill(name, index, SIGKILL)
        self.kills += 1
        url = self._world.product.ready_url(name, index)
        until(lambda: self._pids(name)[index : index + 1] != [victim], seconds=30)
        until(lambda: answers(url), seconds=120)
        self.recoveries.setdefault(name, []).append(time.monotonic() - began)

    def longest_recoveries(self) -> dict[str, float]:
        """Return how long it took at most, for each part."""
        return {part: round(max(seconds), 1) for part, seconds in sorted(self.recoveries.items())}

    def usual_recovery(self) -> float:
        """Return how long half of them took at most."""
        return round(median(itertools.chain(*self.recoveries.values())), 1)

    def _pids(self, name: str) -> list[int]:
        return self._world.product.pids(name)


def answers(url: str) -> bool:
    """Return whether a process says that it is ready."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own process
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
