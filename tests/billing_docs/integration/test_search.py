"""Documents are found by words, in any order of the list, and each page has its price."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from billing_docs.store import document_lists
from billing_docs.store.words import WordStore
from chassis.ids import new_id
from tests.billing_docs.integration.desk import Desk

FIRST = date(2026, 3, 1)
ORDERS = [
    f"{sign}{key}"
    for key in ("issued_on", "received_at", "number", "total", "due_on")
    for sign in ("", "-")
]


def number_of(desk: Desk, customer: UUID, **query: Any) -> list[str]:
    return [document.number for document in desk.page(customer, **query).items]


@pytest.mark.req("SE-07")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("muller", {"RE-2026-0001"}),
        ("Müller GmbH", {"RE-2026-0001"}),
        ("wartung", {"VT-7"}),
        ("2026", {"RE-2026-0001", "RE-2026-0002"}),
        ("2026 2", {"RE-2026-0001", "RE-2026-0002"}),
        ("0002", {"RE-2026-0002"}),
        ("müller wartung", set()),
        ("scan", {"RE-2026-0002"}),
        ("%", set()),
        ("", {"RE-2026-0001", "RE-2026-0002", "VT-7"}),
    ],
)
def test_number_title_seller_and_file_name_are_searched(
    desk: Desk, typed: str, expected: set[str]
) -> None:
    customer = desk.new_customer()
    desk.add(customer, "RE-2026-0001", seller_name="Müller GmbH")
    desk.add(customer, "RE-2026-0002", seller_name=None, file_name="scan_17.pdf")
    desk.add(customer, "VT-7", title="Wartung 2027", document_type="contract", seller_name=None)
    desk.add(desk.new_customer(), "RE-FOREIGN", seller_name="Müller GmbH")

    found = number_of(desk, customer, text=typed or None)

    assert set(found) == expected


@pytest.mark.req("SE-07")
@pytest.mark.parametrize("order", ORDERS)
def test_a_list_is_in_the_order_asked_for_and_what_lacks_the_value_comes_last(
    desk: Desk, order: str
) -> None:
    customer = desk.new_customer()
    for each, (total, due) in enumerate(
        [(300, 5), (-100, None), (None, 9), (200, 1), (None, None)]
    ):
        desk.add(
            customer,
            f"RE-{(each * 7) % 10}",
            issued_on=FIRST + timedelta(days=(each * 3) % 5),
            total_minor_units=total,
            currency=None if total is None else "EUR",
            due_on=None if due is None else FIRST + timedelta(days=due),
        )
    key = order.lstrip("-")

    items = desk.page(customer, sort=order).items
    values = [
        each.total.minor_units if key == "total" and each.total else getattr(each, key)
        for each in items
    ]

    there = [value for value in values if value is not None]
    assert there == sorted(there, reverse=order.startswith("-"))
    assert values[: len(there)] == there
    assert len(values) == 5
    assert [each.number for each in items] == desk.numbers_of_all_pages(
        customer, sort=order, limit=2
    )


DOCUMENTS = st.tuples(
    st.integers(0, 3), st.sampled_from([None, 1, 2]), st.sampled_from(["invoice", "letter"])
)
SELECTIONS = st.sampled_from(
    [
        {},
        {"text": "muster"},
        {"document_type": "letter"},
        {"total_from": 2},
        {"document_types": ("invoice", "reminder"), "currency": "EUR"},
        {"folder": "post", "has_faults": False},
        {"is_unread": True},
    ]
)


@pytest.mark.req("SE-07")
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    there=st.lists(DOCUMENTS, max_size=12),
    arriving=st.lists(st.lists(DOCUMENTS, max_size=3), max_size=6),
    order=st.sampled_from(ORDERS),
    selection=SELECTIONS,
    limit=st.integers(1, 4),
    few=st.sampled_from([0, 1000]),
)
def test_in_every_order_pages_neither_skip_nor_repeat_while_documents_arrive(
    desk: Desk,
    there: list[tuple[int, int | None, str]],
    arriving: list[list[tuple[int, int | None, str]]],
    order: str,
    selection: dict[str, Any],
    limit: int,
    few: int,
) -> None:
    customer, reader = desk.new_customer(), new_id()
    for document in there:
        add(desk, customer, *document)
    rounds = iter(arriving)
    wanted = set(
        desk.numbers_of_all_pages(customer, sort=order, limit=100, reader=reader, **selection)
    )

    seen: list[str] = []
    cursor: str | None = None
    with pytest.MonkeyPatch.context() as patch:
        # Either way to a page: few candidates sorted, or a walk of three documents at a time.
        patch.setattr(document_lists, "MOST_CANDIDATES", few)
        while True:
            page = desk.page(
                customer,
                sort=order,
                limit=limit,
                cursor=cursor,
                reader=reader,
                longest_walk=3,
                **selection,
            )
            assert len(page.items) <= limit
            seen += [document.number for document in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
            for document in next(rounds, []):
                add(desk, customer, *document)

    assert len(seen) == len(set(seen)), "a page repeats what an earlier one showed"
    assert wanted <= set(seen)


def add(desk: Desk, customer: UUID, day: int, total: int | None, document_type: str) -> None:
    desk.add(
        customer,
        f"RE-{new_id()}",
        issued_on=FIRST + timedelta(days=day),
        due_on=None if total is None else FIRST + timedelta(days=day),
        total_minor_units=total,
        currency=None if total is None else "EUR",
        document_type=document_type,
    )


@pytest.mark.req("SE-07")
def test_a_long_walk_ends_early_and_says_where(desk: Desk) -> None:
    customer = desk.new_customer()
    for each in range(9):
        currency = "CHF" if each == 0 else "EUR"
        desk.add(customer, f"RE-{each}", issued_on=FIRST + timedelta(days=each), currency=currency)

    first = desk.page(customer, currency="CHF", longest_walk=4)
    all_pages = desk.numbers_of_all_pages(customer, currency="CHF", longest_walk=4)

    assert first.items == ()
    assert first.next_cursor is not None
    assert all_pages == ["RE-0"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"currency": "CHF"}, {"B"}),
        ({"format": "ubl"}, {"C"}),
        ({"has_faults": True}, {"C"}),
        ({"has_faults": False}, {"A", "B"}),
        ({"document_types": ("letter", "invoice")}, {"A", "B"}),
        ({"document_types": ("letter",), "document_type": "invoice"}, set()),
        ({"folder": "archive"}, {"A"}),
        ({"is_unread": True}, {"C"}),
        ({"is_unread": False}, {"A", "B"}),
        ({"is_unread": True, "folder": "archive"}, set()),
    ],
)
@pytest.mark.req("SE-08")
def test_folder_format_currency_faults_and_unread_narrow_the_list(
    desk: Desk, query: dict[str, Any], expected: set[str]
) -> None:
    customer, reader = desk.new_customer(), new_id()
    archived = desk.add(customer, "A")
    read = desk.add(customer, "B", currency="CHF", document_type="letter")
    desk.add(customer, "C", format="ubl", faults=("total_missing",), document_type="delivery_note")
    desk.move(customer, archived.id)
    desk.look(read, reader)

    found = number_of(desk, customer, reader=reader, **query)

    assert set(found) == expected


def test_documents_that_came_without_words_are_found_after_a_moment(desk: Desk) -> None:
    customer = desk.new_customer()
    desk.add(customer, "RE-1")
    with desk.database.transaction(every_organisation=True) as session:
        session.execute(text("UPDATE document SET search_text = NULL"))
        session.execute(text("DELETE FROM document_word"))
    before = number_of(desk, customer, text="muster")

    with desk.database.transaction(every_organisation=True) as session:
        indexed = [WordStore(session).index_waiting(limit=10) for _ in range(2)]

    assert (before, indexed) == ([], [1, 0])
    assert number_of(desk, customer, text="muster") == ["RE-1"]
