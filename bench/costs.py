"""What processes cost: seconds of CPU and megabytes, each with its children."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")

Groups = Mapping[str, Iterable[int]]
"""Process ids by the name under which their costs are told."""


def cpu_seconds(groups: Groups) -> dict[str, float]:
    """Return the CPU that each group has used so far, ended children that were waited for too."""
    families = _families()
    return {
        name: sum(_ticks(pid) for root in roots for pid in _family(root, families)) / _TICKS
        for name, roots in groups.items()
    }


def megabytes(groups: Groups) -> dict[str, float]:
    """Return the memory of each group; what its processes share counts once (PSS)."""
    return {name: sum(each) for name, each in _megabytes_of_each(groups).items()}


def largest_megabytes(groups: Groups) -> dict[str, float]:
    """Return the memory of the largest process of each group (PSS)."""
    return {name: max(each) for name, each in _megabytes_of_each(groups).items()}


def _megabytes_of_each(groups: Groups) -> dict[str, list[float]]:
    families = _families()
    return {
        name: [_kilobytes(pid) / 1024 for root in roots for pid in _family(root, families)]
        for name, roots in groups.items()
    }


def _families() -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            fields = _stat(int(entry.name))
            if fields:
                children.setdefault(int(fields[1]), []).append(int(entry.name))
    return children


def _family(root: int, children: Mapping[int, list[int]]) -> list[int]:
    found = [root]
    for pid in found:
        found.extend(children.get(pid, ()))
    return found


def _stat(pid: int) -> list[str]:
    try:
        # The name in brackets may hold anything, also brackets and spaces.
        return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _ticks(pid: int) -> int:
    fields = _stat(pid)
    return sum(int(field) for field in fields[11:15]) if fields else 0


def _kilobytes(pid: int) -> int:
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
