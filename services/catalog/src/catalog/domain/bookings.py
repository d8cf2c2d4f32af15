"""What is booked on which day, and what that lets an organisation use."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from chassis.clock import BERLIN
from contracts.catalog import Entitlement
from contracts.money import Money
from contracts.packages import BookingSource, EntitlementAnswer, EntitlementSource
from contracts.principal import OrganisationKind

BASE = "base"
TRIAL_WARNING_DAYS = 3  # before the last day
# Where two end on the same day, the one that binds more is named.
_WEIGHT: dict[EntitlementSource, int] = {"trial": 0, "booked": 1, "contract": 2, "base": 3}


@dataclass(frozen=True, kw_only=True, slots=True)
class Booked:
    """One booking: `since` and `until` are its first and last day in Europe/Berlin."""

    id: UUID
    package_id: UUID
    package_key: str
    source: BookingSource
    since: date
    until: date | None
    unlocks: tuple[str, ...]

    def runs_on(self, day: date) -> bool:
        """Whether the day is one of its days."""
        return self.since <= day and (self.until is None or day <= self.until)


def last_day(first: date, days: int) -> date:
    """Return the last of so many days of which `first` is the first one."""
    return first + timedelta(days=days - 1)


def end_of_day(day: date) -> datetime:
    """Return the midnight that ends the day in Europe/Berlin, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), BERLIN).astimezone(UTC)


def names_in_force(
    kind: OrganisationKind | None, bookings: Iterable[Booked], today: date
) -> tuple[str, ...]:
    """Return what the organisation may use today, by name."""
    names = {name for each in bookings if each.runs_on(today) for name in each.unlocks}
    return tuple(sorted(names | ({BASE} if _has_base(kind) else set())))


def next_change(bookings: Iterable[Booked], today: date) -> date | None:
    """Return the next day on which what may be used can differ from today, None if none."""
    days = [
        day
        for each in bookings
        for day in (each.since, each.until + timedelta(days=1) if each.until else None)
        if day is not None and day > today
    ]
    return min(days, default=None)


def entitlements_in_force(
    kind: OrganisationKind | None, bookings: Iterable[Booked], today: date
) -> tuple[Entitlement, ...]:
    """Return everything the organisation may use today and why, the base set first (SE-11).

    Every customer has the base set at no price and for no limited time. It follows from being a
    customer, so it is no row that could be missing.
    """
    bookings = tuple(bookings)
    found = []
    for name in names_in_force(kind, bookings, today):
        answer = entitlement_to(name, kind, bookings, today)
        if answer.source is not None:
            found.append(
                Entitlement(
                    key=name,
                    source=answer.source,
                    price=Money(minor_units=0, currency="EUR") if name == BASE else None,
                    until=answer.until,
                )
            )
    return tuple(sorted(found, key=lambda each: (each.key != BASE, each.key)))


def entitlement_to(
    name: str, kind: OrganisationKind | None, bookings: Iterable[Booked], today: date
) -> EntitlementAnswer:
    """Return whether the organisation may use `name` today: the booking that lasts longest says."""
    if name == BASE and _has_base(kind):
        return EntitlementAnswer(key=name, is_allowed=True, source="base", until=None)
    running = [each for each in bookings if each.runs_on(today) and name in each.unlocks]
    if not running:
        return EntitlementAnswer(key=name, is_allowed=False, source=None, until=None)
    longest = max(running, key=lambda each: (each.until or date.max, _WEIGHT[each.source]))
    return EntitlementAnswer(
        key=name,
        is_allowed=True,
        source=longest.source,
        until=end_of_day(longest.until) if longest.until else None,
    )


def _has_base(kind: OrganisationKind | None) -> bool:
    return kind == "customer"
