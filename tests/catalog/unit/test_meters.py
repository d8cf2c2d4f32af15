"""What a counter may show next, and what is far from usual."""

from datetime import date, timedelta

import pytest

from catalog.domain.meters import (
    Judgement,
    Meter,
    after_change,
    after_reading,
    estimate_of,
    judge,
    problem_of_change,
)

FIRST = date(2026, 1, 1)


def read(meter: Meter, *steps: tuple[int, int]) -> Meter:
    """Return the counter after readings: days after the first of January, and values."""
    for days, value in steps:
        meter = after_reading(meter, value, FIRST + timedelta(days=days))
    return meter


def judged(meter: Meter, days: int, value: int, **changes: int) -> Judgement:
    today = FIRST + timedelta(days=changes.get("today", days))
    return judge(meter, value, FIRST + timedelta(days=days), today)


STEADY = read(Meter(digits=6), *((days, 1000 + days * 10) for days in range(0, 80, 10)))


@pytest.mark.req("KM-21", "F7")
@pytest.mark.parametrize(
    ("value", "problem"), [(1000, None), (1001, None), (999, "below_last"), (0, "below_last")]
)
def test_equal_or_greater_is_good_and_smaller_is_not(value: int, problem: str | None) -> None:
    meter = read(Meter(), (0, 1000))

    assert judged(meter, 1, value).problem == problem


@pytest.mark.parametrize(
    ("days", "value", "today", "problem", "field"),
    [
        (80, -1, 80, "negative", "value"),
        (81, 1800, 80, "in_the_future", "read_on"),
        (-20_000, 1800, 80, "too_long_ago", "read_on"),
        (60, 1800, 80, "before_last_reading", "read_on"),
        (80, 1_000_000, 80, "more_digits", "value"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(
    days: int, value: int, today: int, problem: str, field: str
) -> None:
    judgement = judged(STEADY, days, value, today=today)

    assert (judgement.problem, judgement.field) == (problem, field)


def test_more_than_any_press_prints_is_absurd() -> None:
    meter = read(Meter(), (0, 1000))

    assert judged(meter, 1, 2_001_000).problem is None
    assert judged(meter, 1, 2_001_001).problem == "absurd"


@pytest.mark.req("KM-22", "F8")
@pytest.mark.parametrize(
    ("value", "deviates"),
    [(1733, True), (1734, False), (1800, False), (2000, False), (2001, True)],
)
def test_above_three_times_or_below_a_third_of_the_median_is_hinted_at(
    value: int, *, deviates: bool
) -> None:
    # Ten a day is usual; ten days have passed since 1,700.
    judgement = judged(STEADY, 80, value)

    assert judgement.problem is None
    assert judgement.is_deviating is deviates
    assert judgement.expected == (1734, 2000)


def test_a_first_and_a_second_reading_have_nothing_to_be_compared_with() -> None:
    once = read(Meter(), (0, 5000))

    assert judged(Meter(), 0, 99_999) == Judgement()
    assert judged(once, 10, 5_000_000).expected is None
    assert not judged(once, 10, 5_000_000).is_deviating


def test_only_the_last_six_readings_count() -> None:
    # Long ago it was a thousand a day; for six readings it has been ten.
    meter = read(Meter(), (0, 0), (10, 10_000), (20, 20_000))
    meter = read(meter, *((20 + 10 * place, 20_000 + 100 * place) for place in range(1, 7)))

    assert judged(meter, 90, 20_700).is_deviating is False
    assert judged(meter, 90, 21_600).is_deviating is True


def test_two_readings_of_a_day_divide_by_no_nought() -> None:
    meter = read(STEADY, (80, 1800), (80, 1800))

    assert judged(meter, 80, 1810).problem is None


@pytest.mark.req("F9")
def test_a_swap_lets_a_smaller_value_be_good_once_and_counts_what_was_counted_before() -> None:
    swapped = after_change(STEADY, "swap", FIRST + timedelta(days=75), 1750, 5)

    judgement = judged(swapped, 80, 55)
    after = after_reading(swapped, 55, FIRST + timedelta(days=80))

    assert judgement.problem is None
    assert judgement.volume is not None
    assert (judgement.volume.count, judgement.volume.days) == (100, 10)
    assert not judgement.is_deviating
    assert judged(swapped, 80, 4).problem == "below_last"
    assert judged(after, 81, 54).problem == "below_last"


@pytest.mark.req("F9")
def test_a_rollover_goes_on_at_nought_and_loses_nothing() -> None:
    meter = read(Meter(digits=4), (0, 9000), (10, 9950))
    rolled = after_change(meter, "rollover", FIRST + timedelta(days=15), None, 0)

    judgement = judged(rolled, 20, 900)

    assert judgement.volume is not None
    assert judgement.volume.count == 950
    assert not judgement.is_deviating


@pytest.mark.parametrize(
    ("days", "last_value", "change", "problem"),
    [
        (75, 1699, "swap", ("last_value", "below_last_value")),
        (69, None, "swap", ("changed_on", "before_last_reading")),
        (81, None, "swap", ("changed_on", "in_the_future")),
        (75, None, "rollover", None),
        (75, None, "swap", None),
    ],
)
def test_a_change_that_contradicts_what_was_read_is_refused(
    days: int, last_value: int | None, change: str, problem: tuple[str, str] | None
) -> None:
    on, today = FIRST + timedelta(days=days), FIRST + timedelta(days=80)

    found = problem_of_change(STEADY, change, on, last_value, today)  # type: ignore[arg-type]  # one of two

    assert found == problem


def test_a_rollover_of_a_counter_whose_digits_nobody_knows_needs_its_last_value() -> None:
    meter, today = read(Meter(), (0, 9950)), FIRST + timedelta(days=20)

    assert problem_of_change(meter, "rollover", today, None, today) == (
        "last_value",
        "digits_unknown",
    )
    assert after_change(meter, "rollover", today, 9999, 0).carried == 50


def test_an_estimate_goes_on_as_is_usual() -> None:
    assert estimate_of(STEADY, FIRST + timedelta(days=80)) == 1800
    assert estimate_of(Meter(), FIRST) is None
