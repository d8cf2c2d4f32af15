"""How long a document must be kept, and from when: the portal's clock and the law's."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from billing_docs.domain.retention_rules import RetentionRule
from chassis.clock import BERLIN

# Nothing is locked for longer by us: a document dated 9999 would lock its storage for ever.
LONGEST_LOCK_YEARS = 11
# The store's lock outlives our own last day by one more: its clock is not ours.
_LOCK_MARGIN = timedelta(days=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Retention:
    """The two clocks of one document, and the lock in the object store.

    `available_until` is the last day on which the customer surely reads it, `retained_through` the
    last day on which nobody may destroy it and never the earlier of the two; `locked_until` is an
    instant (UTC) after both. `is_clamped`: it was dated, or asked for, beyond eleven years.
    """

    available_until: date
    retained_through: date
    locked_until: datetime
    is_clamped: bool


def retention_of(
    *,
    provided_at: datetime,
    issued_on: date,
    rule: RetentionRule,
    asked: date | None = None,
) -> Retention:
    """Return how long a document is kept that was provided at an instant under a rule.

    `asked` is until when its publisher wants it kept: it may lengthen, never shorten. Days are
    those of Berlin.
    """
    provided_on = provided_at.astimezone(BERLIN).date()
    latest = provided_on + relativedelta(years=LONGEST_LOCK_YEARS)
    longest = latest - _LOCK_MARGIN
    window = available_until(provided_at, rule.portal_months)
    statutory = statutory_end(issued_on, rule.years)
    wanted = max(window, statutory or window, asked or window)
    retained = min(wanted, longest)
    return Retention(
        available_until=window,
        retained_through=retained,
        locked_until=locked_until(retained),
        is_clamped=wanted > longest,
    )


def available_until(provided_at: datetime, portal_months: int) -> date:
    """Return the last day on which the customer can surely read the document.

    Calendar months after the day of provision (Europe/Berlin), month-end safe: a document of 29
    February is available until 28 February. It is a floor: nothing is deleted by itself (SE-61).
    """
    return provided_at.astimezone(BERLIN).date() + relativedelta(months=portal_months)


def statutory_end(issued_on: date, years: int) -> date | None:
    """Return the last day of the statutory period, always a 31 December; None where there is none.

    The years count from the end of the calendar year of issue (§ 147 (4) AO, § 14b (1) UStG). A
    tax assessment that is still open goes on longer (§ 147 (3) AO): that is a hold, not this rule.
    """
    if not years:
        return None
    # There is no year after 9999; whoever asks clamps to far less.
    return date(min(issued_on.year + years, date.max.year), 12, 31)


def locked_until(retained_through: date) -> datetime:
    """Return the instant (UTC) until which the object store refuses to delete the document."""
    return datetime.combine(retained_through + _LOCK_MARGIN, time(), BERLIN).astimezone(UTC)


def is_over(last_day: date, today: date) -> bool:
    """Return whether a clock that runs through `last_day` has run out on the day `today`."""
    return today > last_day
