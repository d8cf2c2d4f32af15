"""The timeline beside a table of days counted by hand, and beside the rules of each day."""

from datetime import date

import pytest

from catalog.domain.after_the_end import reactivation_of
from catalog.domain.terms import Terms
from catalog.domain.timeline import day_of, timeline_of
from contracts.contract_timeline import EntryKind, TimelineEntry
from tests.catalog.unit.terms import LAST, days_after, renewing, terms

GRACE = 42
NOTICE = date(2026, 11, 30)
NOTICED = terms(notice_given_on=NOTICE, auto_renews=True, period_months=12)

# Counted with a calendar on paper: the contract ends on Sunday, 31 January 2027.
BY_HAND = [
    ("starts", date(2025, 2, 1), None, None),
    ("stage", date(2026, 10, 3), None, 120),
    ("stage", date(2026, 11, 2), None, 90),
    ("notice_given", date(2026, 11, 30), None, None),
    ("stage", date(2026, 12, 2), None, 60),
    ("stage", date(2027, 1, 1), None, 30),
    ("free_reactivation_ends", date(2027, 1, 29), None, None),
    ("ends", date(2027, 1, 31), None, None),
    ("ftp_locks", date(2027, 2, 1), None, None),
    ("export_reminder", date(2027, 2, 12), None, None),
    ("portal_closes", date(2027, 3, 15), None, None),
    ("reactivation_ends", date(2027, 4, 1), None, None),
    ("deletion_window", date(2027, 4, 1), date(2027, 5, 1), None),
]


def timeline(contract: Terms, day: date) -> tuple[TimelineEntry, ...]:
    return timeline_of(contract, day, grace_days=GRACE)


def on(entries: tuple[TimelineEntry, ...], kind: EntryKind) -> date:
    (entry,) = (each for each in entries if each.kind == kind)
    return entry.on


@pytest.mark.parametrize("days", [-130, 0, 100])
def test_the_timeline_says_what_was_counted_by_hand_seen_from_any_day(days: int) -> None:
    entries = timeline(NOTICED, days_after(LAST, days))

    assert sorted((e.kind, e.on, e.until, e.stage) for e in entries) == sorted(BY_HAND)


def test_each_day_is_as_the_entries_of_the_timeline_say() -> None:
    for days in range(-130, 101):
        today = days_after(LAST, days)
        entries, state = timeline(NOTICED, today), day_of(NOTICED, today, grace_days=GRACE)

        stages = [e.stage for e in entries if e.kind == "stage" and e.on <= today]
        shown = [r.stage for r in state.alarm_reasons if r.kind == "period_ends"]
        is_over = today > on(entries, "ends")
        assert shown == ([] if is_over or not stages else [stages[-1]])
        assert state.is_running == (not is_over)
        assert state.is_ftp_open == (today < on(entries, "ftp_locks"))
        assert state.is_portal_open == (today < on(entries, "portal_closes"))
        offered = on(entries, "notice_given") <= today <= on(entries, "reactivation_ends")
        assert (state.reactivation is not None) == offered
        if state.reactivation is not None:
            is_free = today <= on(entries, "free_reactivation_ends")
            assert state.reactivation.is_free == is_free


def test_a_contract_that_renews_itself_has_stages_and_a_renewal_and_no_end() -> None:
    entries = timeline(renewing(), date(2026, 11, 26))

    assert on(entries, "period_ends") == LAST
    assert on(entries, "renews") == date(2027, 2, 1)
    assert {e.kind for e in entries} == {"starts", "stage", "period_ends", "renews"}


def test_seen_from_the_next_period_its_own_end_counts() -> None:
    assert on(timeline(renewing(), date(2027, 2, 1)), "period_ends") == date(2028, 1, 31)


def test_with_a_short_grace_period_the_reminder_to_export_comes_with_the_last_day() -> None:
    entries = timeline(terms(grace_days=7), LAST)

    assert on(entries, "export_reminder") == LAST
    assert on(entries, "portal_closes") == date(2027, 2, 8)


def test_a_system_on_premises_has_no_window_of_deletion() -> None:
    kinds = {e.kind for e in timeline(terms(kind="on_premises"), LAST)}

    assert "deletion_window" not in kinds


def test_a_contract_without_end_and_period_only_starts() -> None:
    bare = terms(ends_on=None)

    assert [e.kind for e in timeline(bare, LAST)] == ["starts"]
    assert reactivation_of(bare, LAST) is None
