"""Documents are listed newest first, narrowed, and paged without gaps while others arrive."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.ids import new_id
from contracts.errors import InvalidInput
from tests.billing_docs.integration.desk import Desk

TODAY = date(2026, 3, 31)
DAYS = st.integers(min_value=0, max_value=3).map(lambda days: TODAY - timedelta(days=days))
ARRIVALS = st.lists(DAYS, max_size=3)


def numbers(desk: Desk, customer: Any, **query: Any) -> list[str]:
    return [document.number for document in desk.page(customer, **query).items]


@pytest.mark.req("SE-07")
def test_the_newest_date_of_issue_comes_first(desk: Desk) -> None:
    customer = desk.new_customer()
    for number, day in (("RE-A", 2), ("RE-B", 9), ("RE-C", 5)):
        desk.add(customer, number, issued_on=date(2026, 3, day))

    listed = numbers(desk, customer)

    assert listed == ["RE-B", "RE-C", "RE-A"]


@pytest.mark.req("SE-07", "SE-08")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"document_type": "contract"}, {"VT-1"}),
        ({"document_type": "invoice"}, {"RE-1", "RE-2", "RE-21", "re_%"}),
        ({"number": "RE-2"}, {"RE-2", "RE-21"}),
        ({"number": "re_"}, {"re_%"}),
        ({"number": "%"}, set()),
        ({"number": "RE-3"}, set()),
        ({"issued_from": date(2026, 3, 2)}, {"RE-2", "RE-21", "re_%", "VT-1"}),
        ({"issued_until": date(2026, 3, 2)}, {"RE-1", "RE-2"}),
        ({"issued_from": date(2026, 3, 2), "issued_until": date(2026, 3, 2)}, {"RE-2"}),
        ({"issued_from": date(2026, 3, 3), "issued_until": date(2026, 3, 2)}, set()),
        ({"total_from": 200}, {"RE-2", "RE-21"}),
        ({"total_until": 200}, {"RE-1", "RE-2"}),
        ({"total_from": 101, "total_until": 299}, {"RE-2"}),
        ({"total_from": -(2**63), "total_until": 2**63 - 1}, {"RE-1", "RE-2", "RE-21"}),
        ({"folder": "post"}, {"RE-1", "RE-2", "RE-21", "re_%", "VT-1"}),
        ({"folder": "archive"}, set()),
        ({"document_type": "invoice", "number": "RE", "issued_until": date(2026, 3, 1)}, {"RE-1"}),
    ],
)
def test_type_date_number_and_amount_narrow_the_list(
    desk: Desk, query: dict[str, Any], expected: set[str]
) -> None:
    customer = desk.new_customer()
    desk.add(customer, "RE-1", issued_on=date(2026, 3, 1), total_minor_units=100)
    desk.add(customer, "RE-2", issued_on=date(2026, 3, 2), total_minor_units=200)
    desk.add(customer, "RE-21", issued_on=date(2026, 3, 3), total_minor_units=300)
    no_total = {"total_minor_units": None, "currency": None}
    desk.add(customer, "re_%", issued_on=date(2026, 3, 4), **no_total)
    desk.add(customer, "VT-1", issued_on=date(2026, 3, 5), document_type="contract", **no_total)

    listed = numbers(desk, customer, **query)

    assert set(listed) == expected
    assert len(listed) == len(expected)


@pytest.mark.req("SE-07")
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    there=st.lists(DAYS, max_size=8),
    arriving=st.lists(ARRIVALS, max_size=10),
    limit=st.integers(min_value=1, max_value=4),
)
def test_pages_neither_skip_nor_repeat_while_documents_arrive(
    desk: Desk, there: list[date], arriving: list[list[date]], limit: int
) -> None:
    customer = desk.new_customer()
    wanted = {add(desk, customer, day) for day in there}
    rounds = iter(arriving)

    seen: list[tuple[date, str]] = []
    cursor: str | None = None
    while True:
        page = desk.page(customer, limit=limit, cursor=cursor)
        seen += [(document.issued_on, document.number) for document in page.items]
        assert len(page.items) <= limit
        assert len(seen) == len(set(seen)), "a page repeats what an earlier one showed"
        if page.next_cursor is None:
            break
        cursor = page.next_cursor
        for day in next(rounds, []):
            add(desk, customer, day)

    found = [number for _, number in seen]
    assert wanted <= set(found)
    assert [day for day, _ in seen] == sorted((day for day, _ in seen), reverse=True)


def add(desk: Desk, customer: Any, day: date) -> str:
    number = f"RE-{new_id()}"
    desk.add(customer, number, issued_on=day)
    return number


@pytest.mark.req("SE-07")
@pytest.mark.parametrize("count", [2, 3, 4])
def test_the_last_page_says_that_it_is_the_last(desk: Desk, count: int) -> None:
    customer = desk.new_customer()
    for each in range(count):
        desk.add(customer, f"RE-{customer}-{each}")

    first = desk.page(customer, limit=2)

    assert (first.next_cursor is None) == (count == 2)
    if first.next_cursor:
        assert desk.page(customer, limit=2, cursor=first.next_cursor).next_cursor is None


@pytest.mark.parametrize(
    "cursor", ["x", "ü", "MjAyNi0wMy0wMg==", "MjAyNi0wMi0zMC9h", "=", "2026-03-02/1"]
)
def test_a_cursor_that_is_none_of_ours_is_refused(desk: Desk, cursor: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.page(desk.new_customer(), cursor=cursor)

    assert refused.value.arguments == ("query.cursor", "unreadable")


@pytest.mark.req("SE-07")
@pytest.mark.parametrize(
    "other",
    [
        {"sort": "issued_on"},
        {"sort": "number"},
        {"sort": "-issued_on", "document_type": "invoice"},
        {"text": "re"},
    ],
)
def test_a_cursor_continues_no_other_list(desk: Desk, other: dict[str, Any]) -> None:
    customer = desk.new_customer()
    for each in range(3):
        desk.add(customer, f"RE-{customer}-{each}")
    cursor = desk.page(customer, limit=1).next_cursor

    with pytest.raises(InvalidInput) as refused:
        desk.page(customer, cursor=cursor, limit=1, **other)

    assert refused.value.arguments == ("query.cursor", "of_another_list")
    assert len(desk.page(customer, cursor=cursor, limit=50).items) == 2


def test_a_number_that_none_can_have_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidInput):
        desk.page(desk.new_customer(), number="RE\0")
