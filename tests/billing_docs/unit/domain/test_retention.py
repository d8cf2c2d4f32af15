"""How long a document is available, retained and locked, counted in calendar days of Berlin."""

from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from billing_docs.domain.retention import Retention, available_until, is_over, retention_of
from billing_docs.domain.retention_rules import (
    USUAL_RULES,
    PortalMonths,
    RetentionRule,
    StatutoryYears,
    retention_rules,
)
from chassis.clock import BERLIN
from contracts.inbound import DocumentType

INSTANTS = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - given its zone below
    max_value=datetime(2060, 1, 1),  # noqa: DTZ001 - given its zone below
    timezones=st.just(UTC),
)
RULES = st.builds(
    RetentionRule, portal_months=st.integers(12, 120), years=st.sampled_from([0, 6, 8, 10])
)
ONE_YEAR = RetentionRule(portal_months=12, years=0)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def kept(
    provided_at: datetime = NOON,
    issued_on: date = date(2026, 3, 2),
    rule: RetentionRule = ONE_YEAR,
    asked: date | None = None,
) -> Retention:
    return retention_of(provided_at=provided_at, issued_on=issued_on, rule=rule, asked=asked)


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
    assert available_until(provided_at, 12) == last_day


@pytest.mark.req("SE-61")
def test_a_longer_window_ends_at_the_end_of_a_shorter_month() -> None:
    assert available_until(datetime(2026, 8, 31, 12, 0, tzinfo=UTC), 18) == date(2028, 2, 29)


@pytest.mark.req("B12")
@pytest.mark.parametrize(
    ("document_type", "issued_on", "last_day"),
    [
        # The first and the last day of a year end with the same year.
        ("invoice", date(2026, 1, 1), date(2034, 12, 31)),
        ("invoice", date(2026, 12, 31), date(2034, 12, 31)),
        ("credit_note", date(2026, 3, 2), date(2034, 12, 31)),
        ("contract", date(2026, 3, 2), date(2034, 12, 31)),
        ("delivery_note", date(2026, 3, 2), date(2034, 12, 31)),
        ("reminder", date(2026, 3, 2), date(2032, 12, 31)),
        ("letter", date(2026, 2, 28), date(2032, 12, 31)),
        # So old that the law asks for nothing more: the portal's own promise is left.
        ("invoice", date(2015, 6, 1), date(2027, 3, 2)),
    ],
)
def test_the_law_counts_from_the_end_of_the_year_of_issue(
    document_type: DocumentType, issued_on: date, last_day: date
) -> None:
    rule = USUAL_RULES.of(document_type)

    assert kept(issued_on=issued_on, rule=rule).retained_through == last_day


@pytest.mark.req("SE-61", "R15")
@pytest.mark.parametrize(
    ("provided_at", "issued_on", "until"),
    [
        # The end of the day after 2 March 2027.
        (NOON, date(2026, 3, 2), datetime(2027, 3, 4, tzinfo=BERLIN)),
        # Across the night the clocks go forward: 22:00 UTC, not 23:00.
        (
            datetime(2026, 3, 27, 12, 0, tzinfo=UTC),
            date(2026, 3, 1),
            datetime(2027, 3, 28, 22, 0, tzinfo=UTC),
        ),
    ],
)
def test_the_lock_ends_a_day_later(provided_at: datetime, issued_on: date, until: datetime) -> None:
    assert kept(provided_at, issued_on).locked_until == until


@pytest.mark.req("R15", "B12")
@pytest.mark.parametrize(
    ("issued_on", "asked"),
    [(date(2999, 1, 1), None), (date(9999, 12, 31), None), (date(2026, 3, 2), date(9999, 12, 31))],
)
def test_what_reaches_beyond_eleven_years_is_clamped_and_says_so(
    issued_on: date, asked: date | None
) -> None:
    found = kept(issued_on=issued_on, rule=USUAL_RULES.of("invoice"), asked=asked)

    assert found.is_clamped
    assert found.retained_through == date(2037, 2, 28)
    assert found.locked_until == datetime(2037, 3, 2, tzinfo=BERLIN)


@pytest.mark.req("B12")
def test_a_publisher_lengthens_and_never_shortens() -> None:
    longer = kept(rule=USUAL_RULES.of("letter"), asked=date(2036, 1, 31))
    shorter = kept(rule=USUAL_RULES.of("letter"), asked=date(2026, 4, 1))

    assert (longer.retained_through, longer.is_clamped) == (date(2036, 1, 31), False)
    assert shorter == kept(rule=USUAL_RULES.of("letter"))


@pytest.mark.req("SE-61", "R15", "B12")
@given(provided_at=INSTANTS, issued_on=st.dates(), rule=RULES, asked=st.none() | st.dates())
def test_each_clock_holds_and_the_lock_outlives_both_and_is_bounded(
    provided_at: datetime, issued_on: date, rule: RetentionRule, asked: date | None
) -> None:
    found = kept(provided_at, issued_on, rule, asked)

    provided_on = provided_at.astimezone(BERLIN).date()
    assert found.available_until >= provided_on + relativedelta(months=12)
    assert found.retained_through >= found.available_until
    if not found.is_clamped and rule.years:
        assert found.retained_through >= date(issued_on.year + rule.years, 12, 31)
    last_moment = datetime.combine(found.retained_through, datetime.max.time(), BERLIN)
    assert last_moment + timedelta(hours=23) < found.locked_until
    assert found.locked_until <= provided_at + timedelta(days=11 * 366)


@pytest.mark.req("SE-61")
@given(provided_at=INSTANTS)
def test_it_is_protected_through_its_last_day_and_no_longer(provided_at: datetime) -> None:
    last_day = available_until(provided_at, 12)

    assert not is_over(last_day, last_day)
    assert is_over(last_day, last_day + timedelta(days=1))


@pytest.mark.req("B12")
def test_each_type_has_its_own_window_and_its_own_years() -> None:
    months, years = PortalMonths("invoice=24, contract=36"), StatutoryYears("letter=10")

    rules = retention_rules(months.numbers, years.numbers)

    assert rules.of("invoice") == RetentionRule(portal_months=24, years=8)
    assert rules.of("contract") == RetentionRule(portal_months=36, years=8)
    assert rules.of("letter") == RetentionRule(portal_months=12, years=10)
    assert set(rules.by_type) == set(get_args(DocumentType))


@pytest.mark.req("SE-61", "B12")
@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (PortalMonths, "invoice=11"),
        (PortalMonths, "invoice=121"),
        (PortalMonths, "receipt=24"),
        (PortalMonths, "invoice"),
        (PortalMonths, "invoice=-24"),
        (StatutoryYears, "invoice=7"),
        (StatutoryYears, "credit_note=6"),
        (StatutoryYears, "letter=11"),
    ],
)
def test_nobody_sets_less_than_the_promise_or_the_law(
    kind: type[PortalMonths | StatutoryYears], text: str
) -> None:
    with pytest.raises(ValueError, match=text.partition("=")[0]):
        kind(text)
