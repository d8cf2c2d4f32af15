"""How long a document is available and locked, counted in calendar days of Berlin."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_docs.domain.retention import available_until, locked_until, may_be_deleted
from chassis.clock import BERLIN

INSTANTS = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - given its zone below
    max_value=datetime(2060, 1, 1),  # noqa: DTZ001 - given its zone below
    timezones=st.just(UTC),
)


@pytest.mark.req("SE-61")
@pytest.mark.parametrize(
    ("provided_at", "last_day"),
    [
        (datetime(2026, 3, 2, 12, 0, tzinfo=UTC), date(2027, 3, 2)),
        (datetime(2028, 2, 29, 12, 0, tzinfo=UTC), date(2029, 2, 28)),
        (datetime(2027, 2, 28, 12, 0, tzinfo=UTC), date(2028, 2, 28)),
        # Half past midnight in Berlin is the day before in UTC, in winter and in summer.
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2028, 1, 1)),
        (datetime(2026, 6, 30, 22, 30, tzinfo=UTC), date(2027, 7, 1)),
        (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), date(2027, 6, 30)),
    ],
)
def test_twelve_calendar_months_from_the_day_of_provision(
    provided_at: datetime, last_day: date
) -> None:
    assert available_until(provided_at) == last_day


@pytest.mark.req("SE-61", "R15")
@pytest.mark.parametrize(
    ("provided_at", "issued_on", "until"),
    [
        # The end of the day after 2 March 2027.
        (
            datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
            date(2026, 3, 2),
            datetime(2027, 3, 4, tzinfo=BERLIN),
        ),
        # Across the night the clocks go forward: 22:00 UTC, not 23:00.
        (
            datetime(2026, 3, 27, 12, 0, tzinfo=UTC),
            date(2026, 3, 1),
            datetime(2027, 3, 28, 22, 0, tzinfo=UTC),
        ),
        # Issued later than provided: the later day counts.
        (
            datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
            date(2026, 6, 1),
            datetime(2027, 6, 3, tzinfo=BERLIN),
        ),
        # Far off, and further off than any calendar goes.
        (
            datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
            date(2999, 1, 1),
            datetime(2037, 3, 2, tzinfo=BERLIN),
        ),
        (
            datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
            date(9999, 12, 31),
            datetime(2039, 2, 28, tzinfo=BERLIN),
        ),
    ],
)
def test_the_lock_ends_a_day_later_and_never_after_eleven_years(
    provided_at: datetime, issued_on: date, until: datetime
) -> None:
    assert locked_until(provided_at, issued_on) == until


@pytest.mark.req("SE-61", "R15")
@given(provided_at=INSTANTS, issued_on=st.dates())
def test_the_lock_holds_longer_than_the_portal_and_is_bounded(
    provided_at: datetime, issued_on: date
) -> None:
    until = locked_until(provided_at, issued_on)

    last_moment = datetime.combine(available_until(provided_at), datetime.max.time(), BERLIN)
    assert last_moment < until <= provided_at + timedelta(days=11 * 366)
    assert until - provided_at >= timedelta(days=365)


@pytest.mark.req("SE-61")
@given(provided_at=INSTANTS)
def test_it_is_protected_through_its_last_day_and_no_longer(provided_at: datetime) -> None:
    last_day = available_until(provided_at)

    assert not may_be_deleted(last_day, last_day)
    assert may_be_deleted(last_day, last_day + timedelta(days=1))
