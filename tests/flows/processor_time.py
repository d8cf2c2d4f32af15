"""How much processor time a piece of work takes in each part of the product, and in its client."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

import psutil


class Processors:
    """What processes and their children have used since this was made; they must stay alive."""

    def __init__(self, pids: Mapping[str, Sequence[int]]) -> None:
        roots = {**pids, "client": [os.getpid()]}
        self._processes = {
            name: [each for pid in own for each in _with_children(pid, is_ours=name == "client")]
            for name, own in roots.items()
        }
        self._before = self._used()

    def milliseconds_for(self, pieces: int) -> str:
        """Return as words how many milliseconds one of so many pieces took, part by part."""
        used = self._used()
        each = {name: (used[name] - self._before[name]) * 1000 / pieces for name in used}
        parts = ", ".join(f"{name} {taken:.2f}" for name, taken in each.items())
        return f"ms of CPU a request, {pieces} of them: {parts}; together {sum(each.values()):.2f}"

    def _used(self) -> dict[str, float]:
        return {
            name: sum(sum(each.cpu_times()[:2]) for each in processes)
            for name, processes in self._processes.items()
        }


def _with_children(pid: int, *, is_ours: bool) -> list[psutil.Process]:
    process = psutil.Process(pid)
    # Our own children are the product itself.
    return [process] if is_ours else [process, *process.children(recursive=True)]
