"""Amounts as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.money import Money
from kontor_publisher import InvalidDocument, money


@pytest.mark.parametrize(
    ("amount", "currency", "minor_units"),
    [
        ("119.00", "EUR", 11900),
        ("119", "EUR", 11900),
        (119, "EUR", 11900),
        (Decimal("-0.01"), "EUR", -1),
        ("1500", "JPY", 1500),
        ("1.234", "KWD", 1234),
    ],
)
def test_an_amount_becomes_minor_units_of_its_currency(
    amount: Decimal | int | str, currency: str, minor_units: int
) -> None:
    assert money(amount, currency) == Money(minor_units=minor_units, currency=currency)


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_no_cent_is_lost_on_the_way(cents: int) -> None:
    assert money(Decimal(cents).scaleb(-2), "EUR").minor_units == cents


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("119,00", "EUR"), ("1.005", "EUR"), ("0.5", "JPY"), ("NaN", "EUR"), ("Infinity", "EUR")]
    + [("1", currency) for currency in ("eur", "EURO", "", "ÄÖÜ", "E1R")],
)
def test_what_is_no_amount_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(InvalidDocument):
        money(amount, currency)
