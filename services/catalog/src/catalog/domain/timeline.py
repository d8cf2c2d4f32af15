"""All that happens with a contract, readable for any day: past, present or to come."""

from collections.abc import Iterator
from datetime import date, timedelta

from catalog.domain.after_the_end import (
    deletion_state,
    deletion_window,
    is_ftp_open,
    portal_open_through,
    reactivation_of,
)
from catalog.domain.alarm import DAYS_AFTER_END, DAYS_AFTER_NOTICE, alarm_reasons
from catalog.domain.periods import ONE_DAY
from catalog.domain.terms import Terms, has_ended, period_end, renewal
from contracts.contract_timeline import STAGES, ContractDay, TimelineEntry

# What leaves the portal with its last day is worth a word so long before (SE-62).
EXPORT_REMINDER_DAYS = 30


def timeline_of(terms: Terms, day: date, *, grace_days: int) -> tuple[TimelineEntry, ...]:
    """Return what happens with the contract as it is seen from `day`, in the order of the days.

    Of its periods it tells the one in which `day` lies. `grace_days` is for a contract without a
    grace period of its own. What the ERP will change one day is not foreseen.
    """
    entries = [TimelineEntry(kind="starts", on=terms.starts_on)]
    entries += _of_period(terms, day)
    entries += _of_notice(terms)
    entries += _of_end(terms, grace_days=grace_days)
    return tuple(sorted(entries, key=lambda each: each.on))


def day_of(terms: Terms, day: date, *, grace_days: int) -> ContractDay:
    """Return how the contract stands on `day`."""
    through = portal_open_through(terms, grace_days=grace_days)
    return ContractDay(
        is_running=terms.starts_on <= day and not has_ended(terms, day),
        period_ends_on=period_end(terms, day),
        renews_on=renewal(terms, day),
        alarm_reasons=alarm_reasons(terms, day),
        reactivation=reactivation_of(terms, day),
        is_ftp_open=is_ftp_open(terms, day),
        is_portal_open=through is None or day <= through,
        deletion=deletion_state(terms, day),
    )


def _of_period(terms: Terms, day: date) -> Iterator[TimelineEntry]:
    # After the end the stages that led to it stay readable.
    end = period_end(terms, day) or terms.ends_on
    if end is None:
        return
    for stage in STAGES:
        yield TimelineEntry(kind="stage", on=end - timedelta(days=stage), stage=stage)
    if end != terms.ends_on:
        yield TimelineEntry(kind="period_ends", on=end)
    renews_on = renewal(terms, day)
    if renews_on is not None:
        yield TimelineEntry(kind="renews", on=renews_on)


def _of_notice(terms: Terms) -> Iterator[TimelineEntry]:
    notice = terms.notice_given_on
    if notice is None:
        return
    yield TimelineEntry(kind="notice_given", on=notice)
    last_free = notice + timedelta(days=DAYS_AFTER_NOTICE)
    yield TimelineEntry(kind="free_reactivation_ends", on=last_free)


def _of_end(terms: Terms, *, grace_days: int) -> Iterator[TimelineEntry]:
    last, through = terms.ends_on, portal_open_through(terms, grace_days=grace_days)
    if last is None or through is None:
        return
    yield TimelineEntry(kind="ends", on=last)
    yield TimelineEntry(kind="ftp_locks", on=last + ONE_DAY)
    reminder = max(last, through - timedelta(days=EXPORT_REMINDER_DAYS))
    yield TimelineEntry(kind="export_reminder", on=reminder)
    yield TimelineEntry(kind="portal_closes", on=through + ONE_DAY)
    yield TimelineEntry(kind="reactivation_ends", on=last + timedelta(days=DAYS_AFTER_END))
    window = deletion_window(terms)
    if window is not None:
        yield TimelineEntry(kind="deletion_window", on=window.first, until=window.last)
