"""What belongs to which kind of content, excerpts, and the words by which texts are found."""

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catalog.domain.content import LONGEST_EXCERPT, excerpt_around, excerpt_of, faults_in, plain
from catalog.domain.content_search import folded_words, tails_of, wanted_words
from contracts.content import ContentKind, ContentWords, Prose
from contracts.request_types import Label

TODAY = date(2026, 3, 2)


def words(**changes: Any) -> ContentWords:
    """Return an article's words, with `changes`."""
    values: dict[str, Any] = {
        "title": Label(de="Rechnung finden", en="Finding an invoice"),
        "text": Prose(de="So geht es.", en="This is how."),
        "category": "billing",
        "as_of": date(2026, 3, 1),
    }
    return ContentWords(**(values | changes))


@pytest.mark.parametrize(
    ("kind", "changes", "faults"),
    [
        ("article", {}, ()),
        ("article", {"as_of": None}, (("as_of", "missing"),)),
        ("faq", {"category": None}, (("category", "missing"),)),
        ("lesson", {"as_of": date(2026, 3, 3)}, (("as_of", "in_the_future"),)),
        ("article", {"topic": "product"}, (("topic", "not_offered"),)),
        ("faq", {"importance": "required"}, (("importance", "not_offered"),)),
        ("faq", {"valid_through": TODAY}, (("valid_through", "not_offered"),)),
        ("article", {"minutes": 3}, (("minutes", "not_offered"),)),
        ("video", {"category": None, "as_of": None}, (("video_url", "missing"),)),
        ("seminar", {"category": None}, (("as_of", "not_offered"),)),
        ("announcement", {"category": None, "as_of": None}, (("topic", "missing"),)),
        ("article", {"title": Label(de=" ", en="Title")}, (("title.de", "missing"),)),
        (
            "article",
            {"text": Prose(de="a\0b", en="Text")},
            (("text.de", "control_characters"),),
        ),
    ],
)
def test_each_kind_has_what_belongs_to_it_and_nothing_else(
    kind: ContentKind, changes: dict[str, Any], faults: tuple[tuple[str, str], ...]
) -> None:
    assert faults_in(kind, words(**changes), today=TODAY) == faults


def test_an_excerpt_holds_words_and_no_marks() -> None:
    text = (
        "## Rechnung *finden*\n\n> Öffnen Sie [Post](/post).\n\n1. Suchen\n2. `Öffnen`\n\n"
        "| Spalte | Wert |\n|---|---|\n| a_b | c |"
    )

    assert plain(text) == "Rechnung finden Öffnen Sie Post. Suchen Öffnen Spalte Wert ab c"
    assert excerpt_of(text) == plain(text)


def test_an_excerpt_is_taken_around_what_was_looked_for() -> None:
    text = "Vorweg " * 80 + "kommt der Rechnungsversand " + "danach " * 80

    excerpt = excerpt_around(text, ("nichts", "versand"))

    assert "Rechnungsversand" in excerpt
    assert (excerpt[:2], excerpt[-2:]) == ("… ", " …")
    assert len(excerpt) <= LONGEST_EXCERPT + 4


@given(st.text(max_size=400), st.lists(st.text(min_size=1, max_size=12), max_size=3))
def test_every_text_has_an_excerpt_of_bounded_length(text: str, wanted: list[str]) -> None:
    assert len(excerpt_around(text, tuple(wanted))) <= LONGEST_EXCERPT + 4


@example("ﷺ ½ ㎏ ²")
@given(st.text(max_size=200))
def test_what_is_looked_for_is_made_of_letters_and_digits(search: str) -> None:
    found = wanted_words(search)

    assert len(found) <= 8
    for word in found:
        assert re.fullmatch(r"[^\W_]+", word.typed)
        assert re.fullmatch(r"[^\W_]+", word.folded)


def test_a_word_is_found_in_every_spelling_and_a_compound_by_its_end() -> None:
    found = folded_words("Die Gebührenübersicht für Straßen")

    assert {"gebuehrenuebersicht", "gebuhrenubersicht", "strassen"} <= set(found)
    assert {"~uebersicht", "~ubersicht"} <= set(tails_of(found))
    assert tails_of(["rechnung"]) == ()
