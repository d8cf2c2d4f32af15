"""Something that is done again and again, and the longest time in which it did not succeed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Gaps:
    """When something succeeded, from the moment on at which this was made."""

    def __init__(self) -> None:
        self._successes = [time.monotonic()]
        self.failures = 0

    def note(self, *, succeeded: bool) -> None:
        """Note how one try ended, just now."""
        if succeeded:
            self._successes.append(time.monotonic())
        else:
            self.failures += 1

    def longest(self, since: float = 0.0) -> float:
        """Return the longest time between two successes of which the later came after `since`."""
        seen = self._successes
        ends = [*seen[1:], time.monotonic()]
        return max(
            (end - begin for begin, end in zip(seen, ends, strict=True) if end >= since),
            default=0.0,
        )

    def __len__(self) -> int:
        return len(self._successes) - 1


@contextmanager
def trying(attempt: Callable[[], bool], every: float) -> Iterator[Gaps]:
    """Try something again and again meanwhile, with pauses of so many seconds."""
    gaps, over = Gaps(), threading.Event()

    def run() -> None:
        while not over.wait(every):
            gaps.note(succeeded=attempt())

    thread = threading.Thread(target=run, name="trying")
    thread.start()
    try:
        yield gaps
    finally:
        over.set()
        thread.join()
