"""By which words a document is found, as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_docs.domain.search_words import LONGEST_WORD, MOST_WORDS, wanted_words, words_of


def is_found(typed: str, number: str = "RE-1", *texts: str) -> bool:
    words = words_of(number, *texts)
    wanted = wanted_words(typed)
    return bool(wanted) and all(
        any(word.startswith(beginning) for word in words) for beginning in wanted
    )


@pytest.mark.req("SE-07")
@pytest.mark.parametrize(
    "typed",
    [
        "RE-2026-0815",
        "re2026",
        "0815",
        "815",
        "RE 0815",
        "2026/0815",
        "rechnung 815",
        "\uff32\uff25",
    ],
)
def test_a_number_is_found_as_it_is_written_and_as_it_is_said(typed: str) -> None:
    assert is_found(typed, "RE-2026-0815", "Rechnung")


@pytest.mark.req("SE-07")
@pytest.mark.parametrize("typed", ["Müller", "MUELLER", "muller", "Mü", "müll & sohne", "Soehne"])
def test_an_umlaut_may_be_typed_in_three_ways(typed: str) -> None:
    assert is_found(typed, "RE-1", "Müller & Söhne GmbH")


@pytest.mark.req("SE-07")
@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("strasse", "Straße 5"),
        ("STRASSE", "Straße 5"),
        ("creme", "Crème brûlée"),
        ("brulee", "Crème brûlée"),
        ("mu\u0308ller", "Müller"),
        ("Müller", "Mu\u0308ller"),
    ],
)
def test_letters_with_and_without_their_marks_are_one(typed: str, text: str) -> None:
    assert is_found(typed, "RE-1", text)


@pytest.mark.parametrize("typed", ["RE-2", "üller", "", "  ", "-%_'\\", "rechnung"])
def test_what_is_not_there_is_not_found(typed: str) -> None:
    assert not is_found(typed, "RE-1", "Müller")


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_stands_in_a_document_finds_it(number: str, text: str) -> None:
    words = words_of(number, text)

    assert len(words) <= MOST_WORDS
    assert all(word and len(word) <= LONGEST_WORD and word.isalnum() for word in words)
    assert list(words) == sorted(set(words))
    if len(words) < MOST_WORDS:
        for typed in wanted_words(text):
            assert any(word.startswith(typed) for word in words)
