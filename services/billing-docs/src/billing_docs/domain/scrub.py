"""When documents' bytes are to be proven anew, and how fast."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.clock import BERLIN

_HOURS = re.compile(r"([01]?\d|2[0-3])-([01]?\d|2[0-4])")
# Begun this long before the promise runs out, so that a night that is missed breaks nothing.
_AHEAD = timedelta(days=2)


class ScrubHours:
    """The hours of the day (Berlin) in which documents are proven, such as `22-6`.

    Raises:
        ValueError: no such hours.
    """

    def __init__(self, text: str) -> None:
        found = _HOURS.fullmatch(text.strip())
        if found is None or found[1] == found[2]:
            raise ValueError(f"{text!r}: write such as 22-6, or 0-24 for the whole day")
        self._first, self._last = int(found[1]), int(found[2])

    def include(self, now: datetime) -> bool:
        """Return whether the instant lies within the hours."""
        hour = now.astimezone(BERLIN).hour
        if self._first < self._last:
            return self._first <= hour < self._last
        return hour >= self._first or hour < self._last


@dataclass(frozen=True, kw_only=True, slots=True)
class ScrubPlan:
    """Every document `within` a time, at most `bytes_per_second`, for `seconds` in one go."""

    within: timedelta
    bytes_per_second: int
    seconds: float = 45.0

    def due_before(self, now: datetime) -> datetime:
        """Return the instant before which a document must have been proven last to be due now."""
        ahead = min(_AHEAD, self.within / 2)
        return now - (self.within - ahead)
