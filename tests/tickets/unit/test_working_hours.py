"""Due times over working hours, with the public holidays of a German state."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.clock import BERLIN
from contracts.request_types import Priority
from tickets.adapters.holiday_calendar import UnknownStateError, holidays_of
from tickets.domain.due_times import Due, due_in_state, due_when_opened, due_with_priority
from tickets.domain.working_hours import WorkingHours


def hours_in(state: str) -> WorkingHours:
    return WorkingHours(opens=time(8), closes=time(17), is_holiday=holidays_of(state))


NRW = hours_in("NW")


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.req("C13")
@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-03-02 10:00", 4, "2026-03-02 14:00"),  # within a Monday
        ("2026-03-02 15:00", 4, "2026-03-03 10:00"),  # over night
        ("2026-03-02 06:00", 4, "2026-03-02 12:00"),  # before work
        ("2026-03-06 16:00", 4, "2026-03-09 11:00"),  # over a weekend
        ("2026-03-07 12:00", 2, "2026-03-09 10:00"),  # on a Saturday
        ("2026-04-02 16:00", 2, "2026-04-07 09:00"),  # over Easter
        ("2026-03-02 08:00", 9, "2026-03-02 17:00"),  # exactly a day
        ("2026-03-27 16:00", 2, "2026-03-30 09:00"),  # clocks are put forward on the Sunday
        ("2026-06-03 16:00", 2, "2026-06-05 09:00"),  # over Corpus Christi, kept in this state
    ],
)
def test_time_counts_only_while_somebody_is_at_work(start: str, hours: int, due: str) -> None:
    assert NRW.after(berlin(start), timedelta(hours=hours)) == berlin(due)


@pytest.mark.req("C13")
def test_holidays_are_those_of_the_state() -> None:
    # Corpus Christi 2026 is kept in North Rhine-Westphalia and not in Berlin.
    start, work = berlin("2026-06-03 16:00"), timedelta(hours=2)

    assert hours_in("BE").after(start, work) == berlin("2026-06-04 09:00")
    with pytest.raises(UnknownStateError):
        holidays_of("XX")


INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)).map(  # noqa: DTZ001  (made aware here)
    lambda instant: instant.replace(tzinfo=UTC)
)


@given(start=INSTANTS, minutes=st.integers(0, 6000))
def test_as_much_work_passes_until_the_due_time_as_was_given(start: datetime, minutes: int) -> None:
    work = timedelta(minutes=minutes)

    due = NRW.after(start, work)

    assert due >= start
    assert NRW.between(start, due) == work


@given(start=INSTANTS, first=st.integers(0, 3000), second=st.integers(0, 3000))
def test_work_adds_up(start: datetime, first: int, second: int) -> None:
    middle = NRW.after(start, timedelta(minutes=first))

    end = NRW.after(middle, timedelta(minutes=second))

    assert NRW.between(start, end) == timedelta(minutes=first + second)


@given(start=INSTANTS, back=st.integers(1, 10_000))
def test_no_work_passes_backwards(start: datetime, back: int) -> None:
    assert NRW.between(start, start - timedelta(minutes=back)) == timedelta()


@pytest.mark.req("C13")
def test_time_stands_still_while_a_request_waits_for_its_customer() -> None:
    opened, asked = berlin("2026-03-02 10:00"), berlin("2026-03-02 12:00")
    answered = berlin("2026-03-05 16:00")
    due = due_when_opened("high", NRW, opened)

    waiting = due_in_state(due, "waiting_for_customer", "high", NRW, asked)
    going_on = due_in_state(waiting, "waiting_for_vendor", "high", NRW, answered)

    assert waiting == Due(work_left=timedelta(hours=2))
    assert going_on == Due(at=berlin("2026-03-06 09:00"))


def test_nothing_is_due_once_closed_and_everything_anew_when_opened_again() -> None:
    now = berlin("2026-03-02 10:00")
    due = due_when_opened("urgent", NRW, now)

    closed = due_in_state(due, "closed", "urgent", NRW, now)
    again = due_in_state(closed, "waiting_for_vendor", "urgent", NRW, berlin("2026-03-09 10:00"))

    assert closed == Due()
    assert again == Due(at=berlin("2026-03-09 12:00"))


def test_what_was_overdue_stays_so_when_the_customer_has_answered() -> None:
    due = Due(at=berlin("2026-03-02 10:00"))

    waiting = due_in_state(due, "waiting_for_customer", "normal", NRW, berlin("2026-03-03 10:00"))

    assert waiting == Due(work_left=timedelta())


@pytest.mark.parametrize(
    ("after", "due"),
    [
        ("urgent", "2026-03-02 12:00"),
        ("high", "2026-03-02 14:00"),
        ("normal", "2026-03-03 10:00"),
        ("low", "2026-03-05 10:00"),
    ],
)
def test_another_priority_counts_from_the_opening(after: Priority, due: str) -> None:
    opened = berlin("2026-03-02 10:00")
    known = due_when_opened("normal", NRW, opened)

    changed = due_with_priority(known, "normal", after, NRW, berlin("2026-03-02 11:00"))

    assert changed == Due(at=berlin(due))
