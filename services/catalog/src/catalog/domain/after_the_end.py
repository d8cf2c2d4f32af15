"""What follows the end of a contract: taking it up again, FTP, the portal, the deletion."""

from datetime import date, timedelta

from catalog.domain.alarm import DAYS_AFTER_END, DAYS_AFTER_NOTICE
from catalog.domain.terms import Terms, has_ended
from contracts.contract_timeline import DeletionState, DeletionWindow, Reactivation

LAST_DELETION_DAY = 90  # "60-90 Tage nach Vertragsende" (DW-41)


def reactivation_of(terms: Terms, today: date) -> Reactivation | None:
    """Return how the contract can be taken up again, None where it cannot or need not.

    Free through the 60th day after notice was given (DW-43). With a fee through the 60th day after
    the end: from then on a cloud system may be gone any day, and the contract leaves the alarm.
    """
    notice = terms.notice_given_on
    was_given_notice = notice is not None and notice <= today
    if terms.ends_on is None or not (was_given_notice or has_ended(terms, today)):
        return None
    through = terms.ends_on + timedelta(days=DAYS_AFTER_END)
    if today > through:
        return None
    free_through = notice + timedelta(days=DAYS_AFTER_NOTICE) if notice else None
    is_free = free_through is not None and today <= free_through
    return Reactivation(
        is_free=is_free,
        free_through=free_through,
        through=through,
        fee=None if is_free else terms.reactivation_fee,
    )


def deletion_window(terms: Terms) -> DeletionWindow | None:
    """Return between which days the system is deleted; for cloud systems alone (DW-41)."""
    if terms.kind != "cloud" or terms.ends_on is None:
        return None
    return DeletionWindow(
        first=terms.ends_on + timedelta(days=DAYS_AFTER_END),
        last=terms.ends_on + timedelta(days=LAST_DELETION_DAY),
    )


def deletion_state(terms: Terms, day: date) -> DeletionState:
    """Return whether the deletion lies ahead, may happen any day, or must have happened."""
    window = deletion_window(terms)
    if window is None or not has_ended(terms, day):
        return "none"
    if day < window.first:
        return "ahead"
    return "open" if day <= window.last else "past"


def is_ftp_open(terms: Terms, day: date) -> bool:
    """Whether FTP lets the customer in: to the end of the last day and not longer (SE-72)."""
    return terms.starts_on <= day and not has_ended(terms, day)


def portal_open_through(terms: Terms, *, grace_days: int) -> date | None:
    """Return the last day on which this contract opens the portal (SE-70), None without an end.

    `grace_days` is for a contract that says nothing of its own.
    """
    if terms.ends_on is None:
        return None
    own = grace_days if terms.grace_days is None else terms.grace_days
    return terms.ends_on + timedelta(days=own)
