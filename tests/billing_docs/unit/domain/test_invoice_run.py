"""What an announcement of an invoice run may say, and how it is compared with what came."""

from __future__ import annotations

from typing import Any

import pytest

from billing_docs.domain.faults import DocumentRefused
from billing_docs.domain.invoice_run import (
    Received,
    announcement_digest,
    check_announcement,
    compare,
    expected_numbers,
)
from contracts.inbound import InvoiceRunAnnounced, NumberRange
from contracts.money import Money


def a_run(**changes: Any) -> InvoiceRunAnnounced:
    return InvoiceRunAnnounced(**{"run_id": "2026-11", "document_count": 3, **changes})


def a_range(first: str, last: str) -> NumberRange:
    return NumberRange(first=first, last=last)


def received(*numbers: str, **changes: Any) -> Received:
    return Received(**{"numbers": numbers, "sums": {}, "without_total_count": 0, **changes})


@pytest.mark.parametrize(
    ("first", "last", "numbers"),
    [
        ("R-09", "R-11", {"R-09", "R-10", "R-11"}),
        ("R-9", "R-11", {"R-9", "R-10", "R-11"}),
        ("2026/001", "2026/003", {"2026/001", "2026/002", "2026/003"}),
        ("7", "9", {"7", "8", "9"}),
    ],
)
def test_a_range_is_every_number_in_it(first: str, last: str, numbers: set[str]) -> None:
    run = a_run(number_ranges=(a_range(first, last),))

    check_announcement(run)

    assert expected_numbers(run) == numbers


@pytest.mark.parametrize(
    "changes",
    [
        {"run_id": "  "},
        {"run_id": "a\x00b"},
        {"totals": (Money(minor_units=1, currency="EUR"), Money(minor_units=2, currency="EUR"))},
        {"numbers": ("A", "B")},
        {"numbers": ("A", "B", "B")},
        {"numbers": ("A", "B", "C\n")},
        {"number_ranges": (a_range("R-1", "R-2"),)},
        {"number_ranges": (a_range("R-1", "R-3"),), "numbers": ("R-3",)},
        {"number_ranges": (a_range("R-1", "R-2"), a_range("R-2", "R-2"))},
        {"number_ranges": (a_range("R-1", "S-3"),)},
        {"number_ranges": (a_range("R-3", "R-1"),)},
        {"number_ranges": (a_range("R-A", "R-B"),)},
        {"number_ranges": (a_range("R-001", "R-3"),)},
        {"number_ranges": (a_range("1", "999999999999999999"),)},
        {"number_ranges": (a_range("1", "100000"),) * 1000},
    ],
)
def test_an_announcement_that_cannot_be_true_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(DocumentRefused) as refused:
        check_announcement(a_run(**changes))

    assert refused.value.code == "invalid_data"


def test_the_same_numbers_in_other_words_are_the_same_announcement() -> None:
    ranged = a_run(number_ranges=(a_range("R-1", "R-3"),))
    listed = a_run(numbers=("R-3", "R-1", "R-2"))

    assert announcement_digest(ranged) == announcement_digest(listed)
    assert announcement_digest(listed) != announcement_digest(a_run())


@pytest.mark.req("SE-57", "B16")
def test_what_is_missing_and_what_nobody_announced_is_named() -> None:
    run = a_run(numbers=("R-1", "R-2", "R-3"))

    found = compare(run, received("R-1", "R-4"))

    assert found.missing_numbers == ("R-2", "R-3")
    assert found.missing_count == 2
    assert found.unexpected_numbers == ("R-4",)
    assert not found.is_equal


@pytest.mark.parametrize(
    ("numbers", "missing", "surplus"),
    [(("A",), 2, 0), (("A", "B", "C"), 0, 0), (("A", "B", "C", "D"), 0, 1)],
)
def test_a_run_that_only_counts_is_compared_by_count(
    numbers: tuple[str, ...], missing: int, surplus: int
) -> None:
    found = compare(a_run(), received(*numbers))

    assert (found.missing_count, len(found.unexpected_numbers)) == (missing, surplus)
    assert found.is_equal is (missing == surplus == 0)


@pytest.mark.parametrize(
    ("sums", "differing"),
    [
        ({"EUR": 100}, set()),
        ({"EUR": 99}, {"EUR"}),
        ({"EUR": 100, "CHF": 1}, {"CHF"}),
        ({}, {"EUR"}),
    ],
)
def test_sums_are_compared_by_currency(sums: dict[str, int], differing: set[str]) -> None:
    run = a_run(totals=(Money(minor_units=100, currency="EUR"),))

    found = compare(run, received("A", "B", "C", sums=sums))

    assert found.differing_currencies == differing


def test_where_no_sum_was_announced_none_is_compared() -> None:
    assert compare(a_run(), received("A", "B", "C", sums={"EUR": 7})).is_equal
