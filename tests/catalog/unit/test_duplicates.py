"""Names that may belong to the same customer."""

import pytest

from catalog.domain.accounts import alike, beginnings_of, clean_name
from contracts.errors import InvalidInput


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Musterfabrik GmbH", "MUSTERFABRIK"),
        ("Musterfabrik GmbH & Co. KG", "Musterfabrik G.m.b.H."),
        ("Müller Söhne AG", "Mueller-Soehne"),
        ("Musterfabrik", "Musterfabrick GmbH"),
        ("Café Straße e.K.", "Cafe Strasse"),
        ("GmbH", "gmbh"),
    ],
)
def test_spelling_and_legal_form_make_no_other_customer(one: str, other: str) -> None:
    assert alike(one, [(other, 1)]) == [1]
    assert alike(other, [(one, 1)]) == [1]


@pytest.mark.parametrize(
    ("one", "other"), [("Nordbau GmbH", "Südbau GmbH"), ("Muster AG", "Mustang AG"), ("A", "B")]
)
def test_who_shares_a_legal_form_alone_is_somebody_else(one: str, other: str) -> None:
    assert alike(one, [(other, 1)]) == []


def test_the_likest_comes_first() -> None:
    candidates = [("Musterfabrick", 1), ("Musterfabrik AG", 2), ("Nordbau", 3)]

    assert alike("Musterfabrik", candidates) == [2, 1]


def test_candidates_begin_with_the_same_letters_however_umlauts_are_written() -> None:
    assert beginnings_of("Ähre") == ("aeh", "ähr")
    assert beginnings_of("Oele AG") == ("oel", "öle")
    assert beginnings_of("  Muster   AG ") == ("mus",)


@pytest.mark.parametrize("name", ["", "   ", "a\x00b", "a\u202eb"])
def test_what_nobody_can_read_is_no_name(name: str) -> None:
    with pytest.raises(InvalidInput):
        clean_name(name)
