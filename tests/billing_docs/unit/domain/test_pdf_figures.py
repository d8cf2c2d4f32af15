"""Figures are read off pages in every writing that German and English offices use."""

from datetime import date

import pytest

from billing_docs.domain.pdf_figures import accounts_in, amounts_in, dates_in


@pytest.mark.parametrize(
    "text",
    [
        "1.234,56", "1,234.56", "1234,56", "1234.56", "1'234.56", "1 234,56", "1\u202f234,56",
        "EUR 1.234,56", "1.234,56 €", "-1.234,56", "1.234,56-", "(1,234.56)", "Summe:1.234,56",
    ],
)  # fmt: skip
def test_an_amount_is_read_in_every_writing(text: str) -> None:
    assert 1234_56 in amounts_in(text)


@pytest.mark.parametrize(
    "text",
    ["19 %", "201/113/40209", "9,9000", "05.03.2018", "4012345001235", "1.234.56", "1,2", "DE123"],
)
def test_what_is_no_amount_is_not_read_as_one(text: str) -> None:
    assert amounts_in(text) == frozenset()


def test_a_space_may_part_thousands_or_columns() -> None:
    assert amounts_in("2 529,87") == {2529_87, 529_87}


def test_amounts_beside_each_other_are_two() -> None:
    assert amounts_in("198,00 37,62\n1.000,00 190,00") == {198_00, 37_62, 1000_00, 190_00}


@pytest.mark.parametrize(
    "text",
    [
        "05.03.2018", "5.3.2018", "05.03.18", "2018-03-05", "05/03/2018", "5. März 2018",
        "5 March 2018", "March 5, 2018", "Mar 5th, 2018", "5. Mrz. 2018", "05. 03. 2018",
        "vom 05.03.2018:",
    ],
)  # fmt: skip
def test_a_date_is_read_in_every_writing(text: str) -> None:
    assert date(2018, 3, 5) in dates_in(text)


@pytest.mark.parametrize("text", ["31.02.2018", "12345", "1.2.3", "99.99.9999", "Seite 1 von 2"])
def test_what_is_no_day_is_not_read_as_one(text: str) -> None:
    assert dates_in(text) == frozenset()


def test_a_date_with_slashes_may_be_two_days() -> None:
    assert dates_in("03/04/2026") == {date(2026, 4, 3), date(2026, 3, 4)}


@pytest.mark.parametrize(
    "text",
    [
        "IBAN DE89 3704 0044 0532 0130 00", "DE89370400440532013000", "IBAN:DE89370400440532013000",
        "DE89 3704 0044 0532 0130 00 BIC COBADEFFXXX",
    ],
)  # fmt: skip
def test_an_account_is_read_with_and_without_blanks(text: str) -> None:
    assert accounts_in(text) == ("DE89370400440532013000",)


def test_what_only_looks_like_an_account_is_none() -> None:
    assert accounts_in("USt-IdNr. DE123456789, Mandat AB12CDEFGH3456789012") == ()


def test_a_mistyped_account_is_one_where_it_is_called_so() -> None:
    assert accounts_in("IBAN: DE00 3704 0044 0532 0130 00") == ("DE00370400440532013000",)
