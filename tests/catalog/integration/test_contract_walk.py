"""One contract from day -130 to day +100: the service on each day as its timeline foretold it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from catalog.domain.coverage import GRACE_DAYS
from catalog.domain.terms import Terms
from catalog.domain.timeline import day_of
from chassis.clock import BERLIN
from contracts.contract_list import ContractQuery
from contracts.contract_timeline import ContractTimeline
from tests.catalog.integration.desk import Desk
from tests.catalog.integration.partners import TODAY, Partner

# Counted by hand for a contract that ends on Sunday, 31 January 2027, notice on 30 November 2026:
# from which day on the alarm says what. The second oracle, beside the timeline.
ALARM_BY_HAND: list[tuple[date, set[tuple[str, int | None]]]] = [
    (date(2026, 9, 23), set()),
    (date(2026, 10, 3), {("period_ends", 120)}),
    (date(2026, 11, 2), {("period_ends", 90)}),
    (date(2026, 11, 30), {("notice_given", None), ("period_ends", 90)}),
    (date(2026, 12, 2), {("notice_given", None), ("period_ends", 60)}),
    (date(2027, 1, 1), {("notice_given", None), ("period_ends", 30)}),
    (date(2027, 1, 30), {("period_ends", 30)}),
    (date(2027, 2, 1), {("ended", None)}),
    (date(2027, 4, 2), set()),
]
ENDS, NOTICE = date(2027, 1, 31), date(2026, 11, 30)
TERMS = Terms(
    starts_on=date(2025, 2, 1),
    ends_on=ENDS,
    kind="cloud",
    notice_given_on=NOTICE,
    auto_renews=True,
    period_months=12,
)
TOLD = 5  # on every fifth day the service is asked for the timeline as well


def at_noon(desk: Desk, day: date) -> None:
    noon = datetime(day.year, day.month, day.day, 12, 0, tzinfo=BERLIN)
    desk.clock.move(noon - desk.clock.now())


def by_hand(day: date) -> set[tuple[str, int | None]]:
    return next(shown for since, shown in reversed(ALARM_BY_HAND) if since <= day)


@pytest.mark.req("DW-38", "DW-39", "DW-41", "DW-42", "DW-43", "DW-44", "SE-70", "E7", "E8", "E9")
def test_each_day_is_as_the_timeline_foretold_it_and_as_somebody_counted(desk: Desk) -> None:
    partner = Partner(desk)
    user = partner.user_1
    desk.receive(
        customer_number="20000",
        starts_on=date(2025, 2, 1),
        ends_on=ENDS,
        kind="cloud",
        notice_given_on=NOTICE,
        auto_renews=True,
        period_months=12,
    )
    (contract,) = partner.page(user).items
    days = [ENDS + timedelta(days=each) for each in range(-130, 101)]
    foretold: dict[date, ContractTimeline] = {
        day: desk.service.get_contract_timeline(user, contract.id, day) for day in days[::TOLD]
    }

    for day in days:
        at_noon(desk, day)
        listed = partner.page(user, view="alarm").items
        found = desk.service.get_contract(user, contract.id)

        expected = day_of(TERMS, day, grace_days=GRACE_DAYS)
        if day in foretold:
            assert foretold[day].day == expected
            assert desk.service.get_contract_timeline(user, contract.id) == foretold[day]
        assert found.contract.alarm_reasons == expected.alarm_reasons
        assert found.contract.reactivation == expected.reactivation
        assert found.contract.renews_on == expected.renews_on
        assert found.is_ftp_open == expected.is_ftp_open
        reasons = {(each.kind, each.stage) for each in expected.alarm_reasons}
        assert reasons == by_hand(day), day
        assert [each.id for each in listed] == ([contract.id] if reasons else [])
    closes = next(e.on for e in foretold[days[0]].entries if e.kind == "portal_closes")
    (told,) = desk.coverages()
    assert told.access_until == datetime(
        closes.year, closes.month, closes.day, tzinfo=BERLIN
    ).astimezone(UTC)


@pytest.mark.req("DW-45")
def test_a_contract_that_renewed_itself_is_in_the_alarm_for_its_next_period(desk: Desk) -> None:
    partner = Partner(desk)
    last = TODAY + timedelta(days=5)
    desk.receive(
        customer_number="20000",
        starts_on=date(2025, 3, 8),
        ends_on=None,
        auto_renews=True,
        period_months=1,
    )
    query: dict[str, Any] = {"view": "alarm", "reason": "period_ends"}
    (before,) = partner.page(partner.user_1, **query).items

    at_noon(desk, last + timedelta(days=1))
    desk.service.carry_on_periods()

    (after,) = desk.service.list_contracts(partner.user_1, ContractQuery(**query)).items
    assert (before.period_ends_on, before.renews_on) == (last, last + timedelta(days=1))
    assert (after.period_ends_on, after.auto_renews) == (date(2026, 4, 7), True)
