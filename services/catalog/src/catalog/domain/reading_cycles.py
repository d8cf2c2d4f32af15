"""Billing cycles of readings: when counters are to be read, and when one is reminded (F10)."""

from datetime import date, timedelta

from catalog.domain.periods import ONE_DAY, last_day_of_months, period_around

# A reading counts for a billing from so many days before its day on.
WINDOW_DAYS = 10
REMINDED_DAYS_BEFORE = 3


def opens_on(due_on: date) -> date:
    """Return from which day on a reading counts for the billing of `due_on`."""
    return due_on - timedelta(days=WINDOW_DAYS)


def present_cycle(starts_on: date, months: int, day: date) -> date | None:
    """Return the day of the newest billing that readings are wanted for, None if none is yet.

    It is the last day of a period; until the next one opens it stays wanted, overdue or not.
    """
    end = period_around(starts_on, months, day)
    if opens_on(end) <= day:
        return end
    before = _end_before(starts_on, months, end)
    return before if before is not None and opens_on(before) <= day else None


def next_reminder(starts_on: date, months: int, day: date) -> date:
    """Return the first billing day whose reminder is still ahead of `day`."""
    end = period_around(starts_on, months, day)
    while end - timedelta(days=REMINDED_DAYS_BEFORE) <= day:
        end = period_around(starts_on, months, end + ONE_DAY)
    return end


def is_reminded(due_on: date, today: date) -> bool:
    """Whether the day has come to remind of the billing of `due_on`."""
    return due_on - timedelta(days=REMINDED_DAYS_BEFORE) <= today


def _end_before(starts_on: date, months: int, end: date) -> date | None:
    if end <= last_day_of_months(starts_on, months):
        return None
    # Some day of the period before; a month-end may be short, so a few days are not enough.
    day = end
    while period_around(starts_on, months, day) == end:
        day -= timedelta(days=28)
    return period_around(starts_on, months, day)
