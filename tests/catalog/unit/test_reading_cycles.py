"""When counters are to be read for which billing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.domain.reading_cycles import (
    REMINDED_DAYS_BEFORE,
    is_reminded,
    next_reminder,
    opens_on,
    present_cycle,
)

NEW_YEAR = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("starts_on", "months", "day", "due_on"),
    [
        (NEW_YEAR, 3, date(2026, 3, 20), None),
        (NEW_YEAR, 3, date(2026, 3, 21), date(2026, 3, 31)),
        (NEW_YEAR, 3, date(2026, 6, 19), date(2026, 3, 31)),
        (NEW_YEAR, 3, date(2026, 6, 20), date(2026, 6, 30)),
        (date(2026, 1, 31), 1, date(2026, 3, 10), date(2026, 2, 28)),
        (NEW_YEAR, 12, date(2027, 12, 20), date(2026, 12, 31)),
    ],
)
def test_readings_are_wanted_from_ten_days_before_a_billing_until_the_next_one_opens(
    starts_on: date, months: int, day: date, due_on: date | None
) -> None:
    assert present_cycle(starts_on, months, day) == due_on


@given(
    starts_on=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    months=st.integers(1, 12),
    days=st.integers(0, 2000),
)
def test_the_present_billing_is_open_and_the_next_reminder_ahead(
    starts_on: date, months: int, days: int
) -> None:
    day = starts_on + timedelta(days=days)

    present, coming = present_cycle(starts_on, months, day), next_reminder(starts_on, months, day)

    assert present is None or opens_on(present) <= day
    assert not is_reminded(coming, day)
    assert coming - timedelta(days=REMINDED_DAYS_BEFORE) > day
