"""Numbers and dates are written as German letters write them."""

from datetime import date
from decimal import Decimal

import pytest

from kontor_demo.documents import german


@pytest.mark.parametrize(
    ("cents", "text"),
    [(0, "0,00"), (5, "0,05"), (123_456, "1.234,56"), (100_000_000, "1.000.000,00")],
)
def test_euros_have_points_and_a_comma(cents: int, text: str) -> None:
    assert german.euros(cents) == f"{text}\N{NO-BREAK SPACE}€"


def test_debts_have_a_real_minus_sign() -> None:
    assert german.euros(-879) == "\N{MINUS SIGN}8,79\N{NO-BREAK SPACE}€"


@pytest.mark.parametrize(
    ("value", "text"), [("1", "1"), ("6.50", "6,5"), ("1234.125", "1.234,125"), ("1E+3", "1.000")]
)
def test_quantities_have_no_needless_zeros(value: str, text: str) -> None:
    assert german.number(Decimal(value)) == text


def test_a_day_has_two_digits_for_day_and_month() -> None:
    assert german.day(date(2026, 3, 5)) == "05.03.2026"


def test_an_iban_comes_in_groups_of_four() -> None:
    grouped = german.iban("DE02120300000000202051").split("\N{NO-BREAK SPACE}")

    assert grouped == ["DE02", "1203", "0000", "0000", "2020", "51"]
