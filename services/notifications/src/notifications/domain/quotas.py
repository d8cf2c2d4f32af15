"""How much an organisation sends through the platform in a day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from chassis.clock import BERLIN
from notifications.domain.delivery import Lane

MOST_DAYS_AHEAD = 7
"""What would wait longer than that is no delay any more: somebody is to look at it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Quotas:
    """How many messages of an organisation's own go out on one day; each is `None` for any number.

    What it is told by others is not counted: a notice of an invoice is nobody's to hold back.
    """

    mails: int | None = None
    texts: int | None = None

    def of(self, lane: Lane) -> int | None:
        """Return how many a day go this way; an own account's server has limits of its own."""
        return {"platform": self.mails, "phone": self.texts, "own": None}[lane]


@dataclass(frozen=True, kw_only=True, slots=True)
class Used:
    """The last day on which something was given a place, and how many were on it."""

    day: date
    count: int


def place_after(used: Used | None, today: date, limit: int) -> Used:
    """Return the place of one more message: today while there is room, else on the next free day.

    Days fill one after the other, so of no organisation more than `limit` messages become due on
    one day, however many come at once.
    """
    if used is None or used.day < today:
        return Used(day=today, count=1)
    if used.count < limit:
        return Used(day=used.day, count=used.count + 1)
    return Used(day=used.day + timedelta(days=1), count=1)


def begins_at(day: date) -> datetime:
    """Return the instant at which a day begins in Berlin."""
    return datetime.combine(day, time(), tzinfo=BERLIN)
