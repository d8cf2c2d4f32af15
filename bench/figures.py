"""Measurements that stand side by side: taken in turns, told as medians and their ratio."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One line of the answer: what was measured, beside what, and what it was to reach."""

    name: str
    ours: float
    floor: float
    unit: str
    reach: float
    """The largest ratio of ours to the floor that is good enough."""

    @property
    def ratio(self) -> float:
        """Return how many times the floor ours is."""
        return self.ours / self.floor

    @property
    def is_reached(self) -> bool:
        """Whether the figure is good enough."""
        return self.ratio <= self.reach


def medians_in_turns(
    works: Mapping[str, Work], *, rounds: int, warm_up: int = 5
) -> dict[str, float]:
    """Return the median seconds of each piece of work, all done once in each round."""
    taken = _in_turns(works, rounds=rounds, warm_up=warm_up)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def p99_in_turns(works: Mapping[str, Work], *, rounds: int, warm_up: int = 5) -> dict[str, float]:
    """Return the seconds within which each piece of work is done 99 times in a hundred."""
    taken = _in_turns(works, rounds=rounds, warm_up=warm_up)
    return {name: statistics.quantiles(seconds, n=100)[98] for name, seconds in taken.items()}


def _in_turns(works: Mapping[str, Work], *, rounds: int, warm_up: int) -> dict[str, list[float]]:
    """Return what each piece of work took in each round.

    In turns, so that whatever else the machine does falls on all of them alike.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for number in range(warm_up + rounds):
        for name, work in works.items():
            began = time.perf_counter()
            work()
            seconds = time.perf_counter() - began
            if number >= warm_up:
                taken[name].append(seconds)
    return taken


def table(figures: list[Figure]) -> str:
    """Return the figures as a table for people."""
    lines = [
        f"{'what':<58} {'ours':>10} {'floor':>10}      {'ratio':>6} {'reach':>6}",
        *(
            f"{each.name:<58} {each.ours:>10.4g} {each.floor:>10.4g} {each.unit:<4} "
            f"{each.ratio:>6.2f} {each.reach:>6.2f}{'' if each.is_reached else '  missed'}"
            for each in figures
        ),
    ]
    return "\n".join(lines)
