"""Periods of plans, limits, and when somebody is warned."""

from datetime import date, timedelta

import pytest

from catalog.domain.plans import (
    exceeded,
    months_later,
    period_on,
    state_on,
    threshold_reached,
)
from contracts.plans import LIMITS, Limits


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_end_with_their_last_day(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


@pytest.mark.parametrize("started_on", [date(2026, 1, 31), date(2028, 2, 29), date(2026, 3, 1)])
@pytest.mark.parametrize("months", [1, 3, 12])
@pytest.mark.req("MB-19")
def test_every_day_is_in_one_period_and_the_periods_follow_each_other(
    started_on: date, months: int
) -> None:
    before = None
    for days in range(800):
        day = started_on + timedelta(days=days)
        period = period_on(started_on, months, day)
        assert period.first <= day <= period.last
        if before is not None and before != period:
            assert period.first == before.next_first
        before = period


def test_a_period_that_began_on_the_thirty_first_comes_back_to_it() -> None:
    firsts = [
        period_on(date(2026, 1, 31), 1, day).first
        for day in (date(2026, 2, 27), date(2026, 3, 1), date(2026, 3, 31), date(2026, 5, 1))
    ]

    assert firsts == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]


def test_before_it_starts_a_plan_is_in_its_first_period() -> None:
    assert period_on(date(2026, 5, 1), 1, date(2026, 4, 1)).first == date(2026, 5, 1)


def test_the_last_day_still_belongs_to_the_plan() -> None:
    last = date(2026, 2, 28)

    assert state_on(last, last) == "cancelled"
    assert state_on(last, date(2026, 3, 1)) == "ended"
    assert state_on(None, date(2026, 3, 1)) == "active"


@pytest.mark.parametrize(
    ("used", "allowed", "threshold"),
    [
        (79, 100, None),
        (80, 100, 80),
        (94, 100, 80),
        (95, 100, 95),
        (200, 100, 95),
        (4, 5, 80),
        (3, 5, None),
        (1, 0, None),
        (10**12, None, None),
    ],
)
@pytest.mark.req("D10")
def test_thresholds_are_reached_at_80_and_95_percent(
    used: int, allowed: int | None, threshold: int | None
) -> None:
    assert threshold_reached(used, allowed) == threshold


@pytest.mark.req("MB-17", "MB-18")
def test_a_plan_knows_six_limits_and_names_each_that_is_too_small() -> None:
    limits = Limits(**dict.fromkeys(LIMITS, 5))

    assert len(LIMITS) == 6
    assert exceeded(limits, dict.fromkeys(LIMITS, 5)) == ()
    assert exceeded(limits, dict.fromkeys(LIMITS, 6)) == LIMITS
    assert exceeded(Limits(), dict.fromkeys(LIMITS, 10**15)) == ()
