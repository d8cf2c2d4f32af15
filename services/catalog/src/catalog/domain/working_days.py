"""Working days: until when a request for a package is answered (SE-20)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from chassis.clock import BERLIN

DAYS_TO_ANSWER = 2  # "soon" in the vendor's own words
_CLOSES = time(17)
_SATURDAY = 5


def due_after(asked_at: datetime, is_holiday: Callable[[date], bool]) -> datetime:
    """Return the end of the second working day after the day of asking, in UTC."""
    day = asked_at.astimezone(BERLIN).date()
    left = DAYS_TO_ANSWER
    while left:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY and not is_holiday(day):
            left -= 1
    return datetime.combine(day, _CLOSES, BERLIN).astimezone(UTC)
