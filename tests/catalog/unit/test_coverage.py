from datetime import UTC, date, datetime, timedelta

import pytest

from catalog.domain.coverage import GRACE_DAYS, UNLIMITED, Coverage, Term, coverage_of


def ending(day: date, grace_days: int | None = None) -> Term:
    return Term(ends_on=day, grace_days=grace_days)


def counted(*terms: Term) -> Coverage:
    return coverage_of(terms, grace_days=GRACE_DAYS)


@pytest.mark.req("SE-70")
def test_the_portal_closes_forty_two_days_after_the_end_of_the_last_day_in_berlin() -> None:
    coverage = counted(ending(date(2026, 1, 31)))

    # 31 January and 42 days is 14 March; its last moment is midnight in Berlin, in winter.
    assert coverage.access_until == datetime(2026, 3, 14, 23, 0, tzinfo=UTC)
    assert coverage.ends_on == date(2026, 1, 31)


def test_days_are_calendar_days_also_where_the_clock_is_put_forward() -> None:
    winter = counted(ending(date(2026, 3, 28), 0)).access_until
    summer = counted(ending(date(2026, 3, 29), 0)).access_until

    assert winter is not None
    assert summer is not None
    assert summer - winter == timedelta(hours=23)


@pytest.mark.req("SE-70")
def test_a_contract_may_have_a_grace_period_of_its_own() -> None:
    coverage = counted(ending(date(2026, 6, 30), 0))

    assert coverage.access_until == datetime(2026, 6, 30, 22, 0, tzinfo=UTC)


def test_of_several_contracts_the_one_that_opens_longest_counts() -> None:
    coverage = counted(ending(date(2026, 1, 31), 300), ending(date(2026, 6, 30), 0))

    assert coverage.ends_on == date(2026, 6, 30)
    assert coverage.access_until == datetime(2026, 11, 27, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize("end", [None, date(9999, 12, 31)])
def test_a_contract_without_end_opens_without_limit(end: date | None) -> None:
    term = Term(ends_on=end, grace_days=None)

    assert counted(ending(date(2020, 1, 31)), term) == UNLIMITED


def test_who_has_no_known_contract_is_not_shut_out() -> None:
    assert counted() == UNLIMITED
