"""Money is read exactly, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_docs.domain.invoice_fields import AmountRefusedError, minor_units

EXPONENTS = {"EUR": 2, "CHF": 2, "JPY": 0, "KWD": 3, "CLF": 4}


def written(units: int, exponent: int) -> str:
    """Return minor units as XML writes them: an own way, by text alone."""
    digits = str(abs(units)).rjust(exponent + 1, "0")
    point = len(digits) - exponent
    sign = "-" if units < 0 else ""
    return f"{sign}{digits[:point]}.{digits[point:]}" if exponent else f"{sign}{digits}"


@given(
    units=st.integers(-(10**14) + 1, 10**14 - 1),
    currency=st.sampled_from(sorted(EXPONENTS)),
    zeros=st.integers(0, 4),
)
def test_every_amount_comes_back_to_the_last_unit(units: int, currency: str, zeros: int) -> None:
    text = written(units, EXPONENTS[currency])

    assert minor_units(text, currency) == units
    assert minor_units(text + "0" * zeros if "." in text else text, currency) == units


@given(units=st.integers(0, 10**14 - 1), fraction=st.integers(1, 9))
def test_a_fraction_of_a_cent_is_refused_and_never_rounded(units: int, fraction: int) -> None:
    with pytest.raises(AmountRefusedError) as refused:
        minor_units(f"{written(units, 2)}{fraction}", "EUR")

    assert refused.value.code == "amount_has_fraction"


@given(text=st.text(max_size=30))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    try:
        units = minor_units(text, "EUR")
    except AmountRefusedError:
        return

    assert abs(units) < 2**63


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("0", 0), ("-0", 0), ("+1", 100), ("1.", 100), (".5", 50), ("-.05", -5), ("007", 700),
        ("473", 47300), ("529.8700", 52987), ("-8.79", -879), ("99999999999999.99", 10**16 - 1),
    ],
)  # fmt: skip
def test_the_ways_xml_writes_a_decimal_are_read(text: str, cents: int) -> None:
    assert minor_units(text, "EUR") == cents


@pytest.mark.parametrize(
    "text",
    ["", ".", "-", "1,50", "1.234,50", "1 000", "1e3", "NaN", "INF", "0x10", "--1", "1.2.3",
     "\N{FULLWIDTH DIGIT ONE}2", "€5", "5 €", "9" * 15, "9" * 5000],
)  # fmt: skip
def test_what_is_no_decimal_is_refused(text: str) -> None:
    with pytest.raises(AmountRefusedError) as refused:
        minor_units(text, "EUR")

    assert refused.value.code == "amount_unreadable"


@pytest.mark.parametrize(
    ("text", "currency", "units"),
    [("1000", "JPY", 1000), ("1.5", "KWD", 1500), ("1.5", "CLF", 15000), ("-3.0", "ISK", -3)],
)
def test_the_currency_decides_what_a_unit_is(text: str, currency: str, units: int) -> None:
    assert minor_units(text, currency) == units


def test_yen_have_no_decimals() -> None:
    with pytest.raises(AmountRefusedError):
        minor_units("1.5", "JPY")
