"""Periods of plans, limits, and when somebody is warned."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.plans import LIMITS, LimitName, Limits, SubscriptionState

THRESHOLDS = (80, 95)  # percent of a limit
_COUNTED_BY_PERIOD: frozenset[LimitName] = frozenset({"document_scans"})
# Stands for "whatever the period" in what is counted without one.
ALWAYS = date(1, 1, 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """The first and the last day of a period."""

    first: date
    last: date

    @property
    def next_first(self) -> date:
        """The first day of the period that follows."""
        return self.last + timedelta(days=1)


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last one of a month that is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def period_on(started_on: date, months: int, today: date) -> Period:
    """Return the period that the day is in; before the start, the first one.

    Periods are counted from the start, so one that began on the 31st comes back to the 31st.
    """
    passed = (today.year - started_on.year) * 12 + today.month - started_on.month
    count = max(passed // months, 0)
    while count and months_later(started_on, count * months) > today:
        count -= 1
    while months_later(started_on, (count + 1) * months) <= today:
        count += 1
    return Period(
        first=months_later(started_on, count * months),
        last=months_later(started_on, (count + 1) * months) - timedelta(days=1),
    )


def state_on(ends_on: date | None, today: date) -> SubscriptionState:
    """Return how a subscription with this last day stands."""
    if ends_on is None:
        return "active"
    return "cancelled" if today <= ends_on else "ended"


def counted_from(limit: LimitName, period: Period) -> date:
    """Return the first day of what a limit counts together."""
    return period.first if limit in _COUNTED_BY_PERIOD else ALWAYS


def allowed_of(limits: Limits, limit: LimitName) -> int | None:
    """Return how much the plan allows of it, None for as much as one likes."""
    allowed: int | None = getattr(limits, limit)
    return allowed


def threshold_reached(used: int, allowed: int | None) -> int | None:
    """Return the highest threshold that so much reaches, None below all of them."""
    if not allowed:
        return None
    reached = [each for each in THRESHOLDS if used * 100 >= allowed * each]
    return max(reached, default=None)


def faults_of(limits: Iterable[LimitName]) -> tuple[str, ...]:
    """Return the names of limits that are too small, as `UsageExceedsPlan` says them."""
    return tuple(part for limit in limits for part in (f"limits.{limit}", "more_in_use"))


def exceeded(limits: Limits, used: Mapping[LimitName, int]) -> tuple[LimitName, ...]:
    """Return the limits of a plan that are below what is used."""
    found = []
    for limit in LIMITS:
        allowed = allowed_of(limits, limit)
        if allowed is not None and used.get(limit, 0) > allowed:
            found.append(limit)
    return tuple(found)
