"""Working hours: due times count only while somebody is there (C13)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count

from chassis.clock import BERLIN
from contracts.request_types import Priority

# From opening to the first answer that moves a request on, in working hours.
HOURS_TO_ANSWER: Mapping[Priority, int] = {"urgent": 2, "high": 4, "normal": 9, "low": 27}
_SATURDAY = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkingHours:
    """Monday to Friday from `opens` to `closes` in Berlin, without holidays."""

    opens: time
    closes: time
    is_holiday: Callable[[date], bool]

    def after(self, start: datetime, work: timedelta) -> datetime:
        """Return the instant at which so much work has passed since `start`, in `start`'s zone."""
        left = work
        for opens, closes in self._days_from(start):
            begins = max(start, opens)
            if begins >= closes:
                continue
            if left <= closes - begins:
                return (begins + left).astimezone(start.tzinfo)
            left -= closes - begins
        raise AssertionError("the days never end")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return how much work passes from `start` to `end`; none when the end comes first."""
        work = timedelta()
        for opens, closes in self._days_from(start):
            if opens >= end:
                break
            work += max(min(closes, end) - max(opens, start), timedelta())
        return work

    def _days_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Return when work begins and ends on each working day, from the day of `start` on.

        In UTC, so that differences are what has passed when clocks are put forward.
        """
        first = start.astimezone(BERLIN).date()
        for days in count():
            day = first + timedelta(days=days)
            if day.weekday() >= _SATURDAY or self.is_holiday(day):
                continue
            yield (
                datetime.combine(day, self.opens, BERLIN).astimezone(start.tzinfo),
                datetime.combine(day, self.closes, BERLIN).astimezone(start.tzinfo),
            )


def work_to_answer(priority: Priority) -> timedelta:
    """Return how much work may pass before a request of this priority is to be answered."""
    return timedelta(hours=HOURS_TO_ANSWER[priority])
