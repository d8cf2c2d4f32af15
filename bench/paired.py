"""Paired runs: everybody once in each round, and what it cost whom."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bench.costs import Groups, cpu_seconds
from bench.figures import Comparison

PAIRED_RUNS = 5
_IDLE_SECONDS = 2.0
# At rest are processes that use no more than a tenth of a processor besides what they always use.
_LOOK_SECONDS = 0.3
_AT_REST = 0.1
_LONGEST_REST_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """What one contender did in one run."""

    rate: float
    """Pieces of work in a second, by the clock on the wall."""
    milliseconds: Mapping[str, float]
    """CPU of one piece of work, by group of processes."""
    p99: float = 0.0
    """Within how many milliseconds 99 in 100 were done."""
    failed: int = 0

    @property
    def whole(self) -> float:
        """Return the CPU of one piece of work in all processes, in milliseconds."""
        return sum(self.milliseconds.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """What a contender says of one run: how many, in how many seconds."""

    count: int
    seconds: float
    p99: float = 0.0
    failed: int = 0
    own_cpu: Mapping[str, float] | None = None
    """CPU seconds that no group shows, for those processes have ended since."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Contender:
    """Somebody who does the work, and the processes that it costs."""

    work: Callable[[], Done]
    processes: Groups


def in_pairs(
    contenders: Mapping[str, Contender],
    *,
    runs: int = PAIRED_RUNS,
    longest_rest_seconds: float = _LONGEST_REST_SECONDS,
) -> dict[str, list[Run]]:
    """Return the runs of each, in turns after one that does not count.

    Every second round goes the other way round, so that nobody always follows the same; and whoever
    comes next waits until the one before is done with all that was asked of him.
    """
    found: dict[str, list[Run]] = {name: [] for name in contenders}
    idle = _idle(contenders)
    for number in range(runs + 1):
        names = list(contenders) if number % 2 else list(contenders)[::-1]
        for name in names:
            run = _run(name, contenders[name], idle, longest_rest_seconds)
            if number > 0:
                found[name].append(run)
    return found


def _idle(contenders: Mapping[str, Contender]) -> dict[str, float]:
    """Return the CPU seconds that each group of processes uses in a second of doing nothing.

    Brokers, databases and our own processes have something to do at all times; that is not what
    a piece of work costs, and would be the more of it the fewer are done.
    """
    groups = {
        f"{name} {group}": pids
        for name, contender in contenders.items()
        for group, pids in contender.processes.items()
    }
    before = cpu_seconds(groups)
    time.sleep(_IDLE_SECONDS)
    after = cpu_seconds(groups)
    return {name: (after[name] - before[name]) / _IDLE_SECONDS for name in groups}


def _run(
    name: str, contender: Contender, idle: Mapping[str, float], longest_rest_seconds: float
) -> Run:
    began, before = time.perf_counter(), cpu_seconds(contender.processes)
    done = contender.work()
    _wait_for_rest(name, contender, idle, longest_rest_seconds)
    seconds, after = time.perf_counter() - began, cpu_seconds(contender.processes)
    spent = {
        group: max(0.0, after[group] - before[group] - idle[f"{name} {group}"] * seconds)
        for group in after
    } | dict(done.own_cpu or {})
    # Who has answered nothing in time counts as one who has answered once: that flatters him.
    count = max(1, done.count)
    return Run(
        rate=count / done.seconds,
        milliseconds={group: used * 1000 / count for group, used in spent.items()},
        p99=done.p99,
        failed=done.failed,
    )


def _wait_for_rest(
    name: str, contender: Contender, idle: Mapping[str, float], longest_seconds: float
) -> None:
    """Return when a contender does nothing any more, and at last after so many seconds.

    What is done after the answers is his too: mails that are sent, and pages that take so long that
    nobody waited for them. Whoever comes next would be measured with it.
    """
    always = sum(idle[f"{name} {group}"] for group in contender.processes)
    until = time.monotonic() + longest_seconds
    before = sum(cpu_seconds(contender.processes).values())
    while time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)
        after = sum(cpu_seconds(contender.processes).values())
        if after - before <= (always + _AT_REST) * _LOOK_SECONDS:
            return
        before = after


def rates(
    name: str, peer: str, ours: Sequence[Run], theirs: Sequence[Run], reach: float | None
) -> Comparison:
    """Compare what is done in a second."""
    return Comparison(
        name=name,
        peer=peer,
        unit="/s",
        ours=[run.rate for run in ours],
        theirs=[run.rate for run in theirs],
        reach=reach,
        note=f"ms of CPU: ours {_shares(ours)}; {peer} {_shares(theirs)}",
    )


def cpu(
    name: str,
    peer: str,
    ours: Sequence[Run],
    theirs: Sequence[Run],
    reach: float | None,
    *,
    of: str | None = None,
) -> Comparison:
    """Compare the CPU of one piece of work, in all processes or in those of one group."""

    def figures(runs: Sequence[Run]) -> list[float]:
        return [run.whole if of is None else run.milliseconds[of] for run in runs]

    return Comparison(
        name=name,
        peer=peer,
        unit="ms",
        ours=figures(ours),
        theirs=figures(theirs),
        reach=reach,
        more_is_better=False,
    )


def p99s(name: str, peer: str, ours: Sequence[Run], theirs: Sequence[Run]) -> Comparison:
    """Compare how long 99 in 100 take at most."""
    return Comparison(
        name=name,
        peer=peer,
        unit="ms",
        ours=[run.p99 for run in ours],
        theirs=[run.p99 for run in theirs],
        reach=None,
        more_is_better=False,
    )


def _shares(runs: Sequence[Run]) -> str:
    middle = {
        name: sorted(run.milliseconds[name] for run in runs)[len(runs) // 2]
        for name in runs[0].milliseconds
    }
    failed = sum(run.failed for run in runs)
    told = ", ".join(f"{name} {value:.2f}" for name, value in middle.items() if value)
    return f"{told}; {failed} failed" if failed else told
