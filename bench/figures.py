"""Measurements that stand side by side: taken in turns, told as medians and their ratio."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """Ours beside a peer's, in paired runs: the first of one belongs to the first of the other."""

    name: str
    peer: str
    """Beside whom, with what is needed to know how it was set up."""
    unit: str
    ours: Sequence[float]
    theirs: Sequence[float]
    reach: float | None
    """The ratio of ours to theirs that is good enough; None for what is only told."""
    more_is_better: bool = True
    note: str = ""

    @property
    def ratios(self) -> list[float]:
        """Return how many times theirs ours is, in each run."""
        return [mine / other for mine, other in zip(self.ours, self.theirs, strict=True)]

    @property
    def ratio(self) -> float:
        """Return the median of the runs' ratios: what disturbs a run disturbs both halves of it."""
        return statistics.median(self.ratios)

    @property
    def is_reached(self) -> bool:
        """Whether the ratio is good enough."""
        if self.reach is None:
            return True
        return self.ratio >= self.reach if self.more_is_better else self.ratio <= self.reach


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What a question costs at one size."""

    rows: int
    """How many there are."""
    milliseconds: float
    rows_read: int
    """Of tables and indexes, also what was then left out."""
    pages_read: int
    """Of 8 kB, from wherever."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Growth:
    """A question asked of more and more rows."""

    name: str
    steps: Sequence[Step]
    """The smallest first."""
    reach: float | None
    """How many times as long it may take among the most; None for what looks at all there is."""
    how: str
    """Along which indexes it was answered."""

    @property
    def ratio(self) -> float:
        """Return how many times as long it takes among the most as among the fewest."""
        return self.steps[-1].milliseconds / self.steps[0].milliseconds

    @property
    def is_reached(self) -> bool:
        """Whether it is as good as flat."""
        return self.reach is None or self.ratio <= self.reach


@dataclass(frozen=True, kw_only=True, slots=True)
class NotMeasured:
    """A peer that is not here, and why."""

    name: str
    peer: str
    why: str


Row: TypeAlias = Figure | Comparison | Growth | NotMeasured


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


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a table for people."""
    lines = [
        f"{'what':<58} {'ours':>10} {'floor':>10}      {'ratio':>6} {'reach':>6}",
        *(_line(each) for each in rows),
    ]
    return "\n".join(lines)


def _line(row: Row) -> str:
    if isinstance(row, NotMeasured):
        return f"{row.name}, beside {row.peer}: not measured, {row.why}"
    unit = "ms" if isinstance(row, Growth) else row.unit
    name = f"{row.name}, beside {row.peer}" if isinstance(row, Comparison) else row.name
    ours, floor = _ours_and_floor(row)
    reach = "" if row.reach is None else f"{row.reach:.2f}"
    return (
        f"{name:<58} {ours:>10.4g} {floor:>10.4g} {unit:<4} "
        f"{row.ratio:>6.2f} {reach:>6}{'' if row.is_reached else '  missed'}"
    )


def _ours_and_floor(row: Figure | Comparison | Growth) -> tuple[float, float]:
    match row:
        case Figure():
            return row.ours, row.floor
        case Comparison():
            return statistics.median(row.ours), statistics.median(row.theirs)
        case Growth():
            return row.steps[-1].milliseconds, row.steps[0].milliseconds
