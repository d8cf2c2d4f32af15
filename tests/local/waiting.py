"""Wait for a condition, with a deadline."""

from __future__ import annotations

import os
import time
from collections.abc import Callable


def wait_until(is_true: Callable[[], bool], *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, "the condition did not come true in time"
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that only waits to be reaped does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123 - the kernel's file, not ours
        return stat.read().rpartition(")")[2].split()[0] != "Z"
