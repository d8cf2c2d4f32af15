"""How long a document must be kept, and from when."""

from datetime import UTC, date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from chassis.clock import BERLIN

# Documents stay retrievable for at least twelve months after their provision (SE-61).
MONTHS_AVAILABLE = 12
# Nothing is locked for longer by us: a document dated 9999 would lock its storage for ever.
LONGEST_LOCK_YEARS = 11


def available_until(provided_at: datetime) -> date:
    """Return the last day on which the customer can surely read the document.

    Twelve calendar months after the day of provision (Europe/Berlin), month-end safe: a document
    of 29 February is available until 28 February. It is a floor: nothing is deleted by itself.
    """
    return provided_at.astimezone(BERLIN).date() + relativedelta(months=MONTHS_AVAILABLE)


def locked_until(provided_at: datetime, issued_on: date) -> datetime:
    """Return the instant (UTC) until which the object store refuses to delete the document.

    The end of the day after `available_until`, counted from the later of provision and issue, and
    never more than eleven years from provision.
    """
    provided_on = provided_at.astimezone(BERLIN).date()
    latest = provided_on + relativedelta(years=LONGEST_LOCK_YEARS)
    # Clamped before anything is added: there is no day after 9999-12-31.
    counted_from = min(max(provided_on, issued_on), latest)
    last_day = counted_from + relativedelta(months=MONTHS_AVAILABLE)
    midnight = datetime.combine(min(last_day + timedelta(days=2), latest), time(), BERLIN)
    return midnight.astimezone(UTC)


def may_be_deleted(available_through: date, today: date) -> bool:
    """Return whether the protected time is over on the business day `today`."""
    return today > available_through
