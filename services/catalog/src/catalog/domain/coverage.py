"""How long an organisation's contracts open the portal to its people (SE-70)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from chassis.clock import BERLIN

GRACE_DAYS = 42  # "some weeks"; the operator may set another number, a contract its own
# Some ERPs write the end of time, such as 31.12.9999, for a contract without an end.
NO_END = date(9000, 1, 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """The last day of one contract, None while it runs on, and its own grace period if any."""

    ends_on: date | None
    grace_days: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """The last day of the contract that runs longest, and from when on nobody is let in."""

    ends_on: date | None = None
    access_until: datetime | None = None


UNLIMITED = Coverage()


def coverage_of(terms: Iterable[Term], *, grace_days: int) -> Coverage:
    """Return what contracts with these terms amount to, whichever of them ends last.

    A contract that runs on opens the portal without limit, and so does knowing no contract at all:
    customers may come before their contracts. `grace_days` is for contracts that say nothing.
    """
    ends: list[date] = []
    until: list[datetime] = []
    for term in terms:
        if term.ends_on is None or term.ends_on >= NO_END:
            return UNLIMITED
        ends.append(term.ends_on)
        own = grace_days if term.grace_days is None else term.grace_days
        until.append(_end_of_day(term.ends_on + timedelta(days=own)))
    return Coverage(ends_on=max(ends), access_until=max(until)) if ends else UNLIMITED


def _end_of_day(day: date) -> datetime:
    """Return the midnight that ends the day in Europe/Berlin, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), BERLIN).astimezone(UTC)
