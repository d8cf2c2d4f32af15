"""Customers are reminded before their documents leave the portal: in time, and once a month."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from billing_docs.use_cases.exports.remind_of_leaving import remind_of_leaving
from chassis.outbox import Outbox
from tests.billing_docs.integration.desk import Desk
from tests.identity.integration.threads import at_once


def remind(desk: Desk) -> int:
    now = desk.clock.now()
    with desk.database.transaction(every_organisation=True) as session:
        return remind_of_leaving(
            session,
            Outbox(session, "billing_docs", now),
            portal_url="https://portal.example.com",
            today=desk.clock.today(),
            now=now,
        )


def go_to(desk: Desk, day: date) -> None:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    desk.clock.move(noon - desk.clock.now())


def reminders(desk: Desk) -> list[dict[str, Any]]:
    notices = desk.told("notice_requested")
    return [each["parameters"] for each in notices if each["kind"] == "documents_leaving"]


def add(desk: Desk, customer: UUID, number: str, leaves: date, **changes: Any) -> None:
    desk.add(customer, number, available_until=leaves, **changes)


@pytest.mark.req("SE-62", "B14")
def test_the_mail_comes_thirty_days_before_with_a_prepared_export(desk: Desk) -> None:
    customer = desk.new_customer()
    add(desk, customer, "RE-1", date(2027, 3, 2), issued_on=date(2026, 2, 27))
    go_to(desk, date(2027, 1, 30))
    assert remind(desk) == 0
    go_to(desk, date(2027, 1, 31))

    assert remind(desk) == 1

    (told,) = reminders(desk)
    assert (told["document_count"], told["first_day"]) == ("1", "2027-03-02")
    assert told["link"] == (
        "https://portal.example.com/exports?issued_from=2026-02-27&issued_until=2026-02-27"
    )
    assert remind(desk) == 0


@pytest.mark.req("B14")
def test_a_year_of_daily_documents_is_reminded_in_time_once_a_month(desk: Desk) -> None:
    customer = desk.new_customer()
    first = date(2027, 1, 1)
    leaving = [first + timedelta(days=n) for n in range(365)]
    for day in leaving:
        add(desk, customer, f"RE-{day}", day)
    covered: dict[date, date] = {}
    sent: list[date] = []

    for today in (date(2026, 11, 15) + timedelta(days=n) for n in range(412)):
        go_to(desk, today)
        if remind(desk):
            sent.append(today)
            told = reminders(desk)[-1]
            for day in leaving:
                if told["first_day"] <= day.isoformat() <= told["last_day"]:
                    covered.setdefault(day, today)

    assert set(covered) == set(leaving)
    assert min(day - told_on for day, told_on in covered.items()) == timedelta(days=30)
    assert len({(day.year, day.month) for day in sent}) == len(sent)


def test_two_at_once_remind_a_customer_once(desk: Desk) -> None:
    add(desk, desk.new_customer(), "RE-1", desk.clock.today() + timedelta(days=5))

    sent = at_once(lambda: remind(desk), lambda: remind(desk))

    assert sorted(sent) == [0, 1]
    assert len(reminders(desk)) == 1


def test_without_an_address_nobody_is_told_until_there_is_one(desk: Desk) -> None:
    customer = desk.new_customer(e_billing_address=None)
    add(desk, customer, "RE-1", desk.clock.today() + timedelta(days=5))
    assert remind(desk) == 0

    desk.name_e_billing_address(customer, "rechnung@musterkunde.example")

    assert remind(desk) == 1


def test_what_left_already_or_was_deleted_is_not_spoken_of(desk: Desk) -> None:
    customer = desk.new_customer()
    add(desk, customer, "RE-1", desk.clock.today() - timedelta(days=1))
    add(desk, customer, "RE-2", desk.clock.today() + timedelta(days=400))

    assert remind(desk) == 0
