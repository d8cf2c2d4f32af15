"""What a child process may use; the kernel sees to it."""

import math
import resource
from dataclasses import dataclass
from pathlib import Path

_MIB = 1024 * 1024
_OPEN_FILES = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What a child may use: seconds for one task, MiB for as long as it lives.

    `address_space_mib` counts what is reserved, `data_mib` what can be written to; a virtual
    machine that reserves gigabytes and uses few of them can only be held by the second.
    `resting_mib` is how much memory a child may hold on to between two tasks; with more it leaves
    and a fresh one takes its place.
    """

    cpu_seconds: int
    wall_seconds: float
    resting_mib: int
    address_space_mib: int | None = None
    data_mib: int | None = None


def confine(limits: Limits) -> None:
    """Bound this process for good: memory, open files; it writes no file and leaves no core."""
    for kind, mib in (
        (resource.RLIMIT_AS, limits.address_space_mib),
        (resource.RLIMIT_DATA, limits.data_mib),
    ):
        if mib is not None:
            resource.setrlimit(kind, (mib * _MIB, mib * _MIB))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))


def allow_one_task(limits: Limits) -> None:
    """Give this process the CPU seconds of one more task; the kernel ends it when they are used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = math.ceil(used.ru_utime + used.ru_stime) + limits.cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, resource.RLIM_INFINITY))


def resident_mib() -> int:
    """Return how much memory this process occupies now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() // _MIB
