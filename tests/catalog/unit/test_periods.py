from datetime import date, timedelta

import pytest

from catalog.domain.periods import last_day_of_months, period_around
from catalog.domain.terms import period_end, renewal
from tests.catalog.unit.terms import LAST, days_after, renewing, terms


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2025, 2, 1), 12, date(2026, 1, 31)),
        (date(2025, 2, 15), 1, date(2025, 3, 14)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 31), 2, date(2025, 3, 30)),
        (date(2025, 3, 31), 1, date(2025, 4, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
        (date(2024, 3, 1), 12, date(2025, 2, 28)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
    ],
)
def test_a_period_ends_before_the_day_of_its_number_or_with_a_month_that_lacks_it(
    first: date, months: int, last: date
) -> None:
    assert last_day_of_months(first, months) == last


@pytest.mark.parametrize("first", [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 1)])
@pytest.mark.parametrize("months", [1, 3, 12])
def test_every_day_lies_in_one_period_and_periods_follow_without_a_gap(
    first: date, months: int
) -> None:
    ends = [period_around(first, months, first + timedelta(days=each)) for each in range(1500)]

    assert all(end >= first + timedelta(days=each) for each, end in enumerate(ends))
    changes = [each for each in range(1, 1500) if ends[each] != ends[each - 1]]
    assert all(ends[each - 1] == first + timedelta(days=each - 1) for each in changes)


def test_a_contract_with_an_end_and_no_periods_is_one_period() -> None:
    assert period_end(terms(), days_after(LAST, -500)) == LAST
    assert period_end(terms(), LAST) == LAST
    assert period_end(terms(), days_after(LAST, 1)) is None


@pytest.mark.req("DW-45")
def test_a_contract_that_renews_itself_is_in_its_next_period_the_day_after() -> None:
    assert period_end(renewing(), LAST) == LAST
    assert renewal(renewing(), LAST) == date(2027, 2, 1)
    assert period_end(renewing(), date(2027, 2, 1)) == date(2028, 1, 31)


@pytest.mark.req("DW-45")
def test_a_contract_under_notice_renews_until_the_period_that_is_its_last() -> None:
    noticed = renewing(ends_on=date(2028, 1, 31), notice_given_on=date(2026, 12, 1))

    assert renewal(noticed, LAST) == date(2027, 2, 1)
    assert renewal(noticed, date(2027, 2, 1)) is None


def test_the_period_that_the_erp_names_counts_and_later_ones_follow_from_it() -> None:
    named = renewing(period_ends_on=date(2026, 12, 31), period_months=3)

    assert period_end(named, date(2026, 12, 31)) == date(2026, 12, 31)
    assert period_end(named, date(2027, 1, 1)) == date(2027, 3, 31)
    assert period_end(named, date(2027, 4, 1)) == date(2027, 6, 30)


def test_without_renewal_nothing_is_known_of_what_follows_the_period() -> None:
    once = terms(ends_on=None, period_months=12)

    assert period_end(once, date(2026, 1, 31)) == date(2026, 1, 31)
    assert period_end(once, date(2026, 2, 1)) is None
    assert renewal(once, date(2026, 1, 31)) is None


def test_a_notice_in_the_middle_of_a_period_cuts_it_short() -> None:
    cut = renewing(ends_on=date(2026, 6, 30), notice_given_on=date(2026, 5, 1))

    assert period_end(cut, date(2026, 5, 2)) == date(2026, 6, 30)
