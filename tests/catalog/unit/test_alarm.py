from datetime import date

import pytest

from catalog.domain.after_the_end import deletion_state, deletion_window, reactivation_of
from catalog.domain.alarm import alarm_reasons, span_of, stage_of
from contracts.contract_timeline import REASON_KINDS, STAGES, Stage
from contracts.money import Money
from tests.catalog.unit.terms import LAST, days_after, renewing, terms

FEE = Money(minor_units=45000, currency="EUR")


@pytest.mark.req("DW-44")
@pytest.mark.parametrize(
    ("days_left", "stage"),
    [(121, None), (120, 120), (91, 120), (90, 90), (61, 90), (60, 60), (31, 60), (30, 30), (0, 30)],
)
def test_a_period_that_ends_is_in_the_smallest_stage_that_fits(
    days_left: int, stage: Stage | None
) -> None:
    reasons = alarm_reasons(renewing(), days_after(LAST, -days_left))

    assert [reason.stage for reason in reasons] == ([stage] if stage else [])
    assert stage_of(days_left) == stage


@pytest.mark.req("DW-39")
@pytest.mark.parametrize(("days", "is_in"), [(0, False), (1, True), (60, True), (61, False)])
def test_a_contract_that_ended_is_in_the_alarm_for_sixty_days(days: int, *, is_in: bool) -> None:
    reasons = alarm_reasons(terms(), days_after(LAST, days))

    assert ("ended" in [reason.kind for reason in reasons]) == is_in


@pytest.mark.req("DW-42")
@pytest.mark.parametrize(("days", "is_in"), [(-1, False), (0, True), (60, True), (61, False)])
@pytest.mark.parametrize("ends_on", [LAST, date(2031, 12, 31)])
def test_a_notice_counts_from_its_own_day_whatever_the_end(
    days: int, ends_on: date, *, is_in: bool
) -> None:
    notice = date(2026, 6, 30)
    contract = terms(notice_given_on=notice, ends_on=ends_on)

    kinds = [reason.kind for reason in alarm_reasons(contract, days_after(notice, days))]

    assert ("notice_given" in kinds) == is_in


@pytest.mark.req("DW-38")
def test_every_criterion_that_fits_is_named_the_most_urgent_first() -> None:
    contract = terms(notice_given_on=days_after(LAST, -20))

    before, after = (
        [reason.kind for reason in alarm_reasons(contract, days_after(LAST, days))]
        for days in (-10, 10)
    )

    assert before == ["notice_given", "period_ends"]
    assert after == ["ended", "notice_given"]


@pytest.mark.req("E10")
def test_the_next_stage_has_another_mark_and_the_same_stage_keeps_it() -> None:
    marks = [alarm_reasons(renewing(), days_after(LAST, -days))[0].mark for days in (90, 61, 60)]

    assert marks[0] == marks[1]
    assert marks[1] != marks[2]


@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2027, 3, 28)])
def test_a_span_of_days_holds_what_meets_the_criterion_and_nothing_else(today: date) -> None:
    for days in range(-130, 131):
        day = days_after(today, days)
        if days >= 0:
            at_end = alarm_reasons(renewing(period_ends_on=day, starts_on=date(2020, 1, 1)), today)
            assert [r.stage for r in at_end] == [
                stage
                for stage in STAGES
                if span_of("period_ends", today, stage).first
                <= day
                <= span_of("period_ends", today, stage).last
            ]
        kinds = {
            reason.kind for reason in alarm_reasons(terms(ends_on=day, notice_given_on=day), today)
        }
        in_spans = {
            kind
            for kind in REASON_KINDS
            if span_of(kind, today).first <= day <= span_of(kind, today).last
        }
        assert kinds == in_spans


@pytest.mark.req("DW-43")
@pytest.mark.parametrize(
    ("days", "is_free", "fee"), [(0, True, None), (60, True, None), (61, False, FEE)]
)
def test_taking_a_contract_up_again_is_free_through_the_sixtieth_day_after_notice(
    days: int, fee: Money | None, *, is_free: bool
) -> None:
    notice = days_after(LAST, -90)
    contract = terms(notice_given_on=notice, reactivation_fee=FEE)

    found = reactivation_of(contract, days_after(notice, days))

    assert found is not None
    assert (found.is_free, found.fee) == (is_free, fee)


@pytest.mark.req("DW-43")
def test_nothing_is_taken_up_before_notice_and_nothing_after_the_sixtieth_day_of_the_end() -> None:
    contract = terms(notice_given_on=LAST)

    on = [reactivation_of(contract, days_after(LAST, days)) for days in (-1, 0, 60, 61)]

    assert [found is not None for found in on] == [False, True, True, False]


@pytest.mark.req("DW-41")
def test_a_cloud_system_is_deleted_between_two_days_and_one_on_premises_never() -> None:
    window = deletion_window(terms())

    assert window is not None
    assert (window.first, window.last) == (days_after(LAST, 60), days_after(LAST, 90))
    assert deletion_window(terms(kind="on_premises")) is None
    assert deletion_window(terms(kind=None)) is None
    assert [deletion_state(terms(), days_after(LAST, days)) for days in (0, 1, 59, 60, 90, 91)] == [
        "none",
        "ahead",
        "ahead",
        "open",
        "open",
        "past",
    ]
