"""Finding texts in German and in English."""

import pytest

from contracts.content import ContentQuery
from contracts.events import Language
from contracts.principal import Principal
from tests.catalog.integration.desk import Desk
from tests.catalog.integration.written import publish, reader_of

_TEXTS = {
    "Rechnungsversand einrichten": "Wie Sie Belege per E-Mail weiterleiten.",
    "Rechnungen finden": "Öffnen Sie die **Post** und suchen Sie nach der Nummer 2026-0042.",
    "Gebührenübersicht": "Alle Preise für Müller & Söhne, Straße für Straße.",
    "Passwort vergessen": "Über den Link in der Anmeldung. Der Versand dauert wenige Minuten.",
}


@pytest.fixture
def customer(desk: Desk) -> Principal:
    for title, text in _TEXTS.items():
        publish(desk, "article", title=title, text=text)
    return reader_of(desk.new_customer())


def test_words_are_found_by_stem_beginning_spelling_and_within_compounds(
    desk: Desk, customer: Principal
) -> None:
    expected = {
        "Rechnung": {"Rechnungen finden", "Rechnungsversand einrichten"},
        "rechnungen": {"Rechnungen finden", "Rechnungsversand einrichten"},
        "versand": {"Passwort vergessen", "Rechnungsversand einrichten"},
        "einricht": {"Rechnungsversand einrichten"},
        "übersicht": {"Gebührenübersicht"},
        "Uebersicht": {"Gebührenübersicht"},
        "Mueller": {"Gebührenübersicht"},
        "muller": {"Gebührenübersicht"},
        "strasse": {"Gebührenübersicht"},
        "2026-0042": {"Rechnungen finden"},
        "wie finde ich die Rechnungen": {"Rechnungen finden"},
        "Versand Rechnung": {"Rechnungsversand einrichten"},
        "rechnung passwort": set(),
        "and": set(),
        "die": set(),
        "!?&|:* '": set(),
        "ﷺ ½ ㎏ ² ": set(),
    }

    found = {search: set(searched(desk, customer, search)) for search in expected}

    assert found == expected


def test_what_has_the_word_in_its_title_comes_first(desk: Desk, customer: Principal) -> None:
    assert searched(desk, customer, "Versand")[-1] == "Rechnungsversand einrichten"
    assert searched(desk, customer, "Passwort") == ["Passwort vergessen"]
    publish(desk, "article", title="Versand", text="Anderes.")
    assert searched(desk, customer, "Versand")[0] == "Versand"


@pytest.mark.req("SE-06")
def test_a_search_narrows_like_the_list_and_speaks_the_readers_language(
    desk: Desk, customer: Principal
) -> None:
    publish(desk, "article", title="Versand privat", category="privacy")

    by_category = searched(desk, customer, "versand", category="privacy")
    in_english = searched(desk, customer, "english versand", language="en")
    (item,) = desk.service.list_content(customer, ContentQuery(kind="article", search="0042")).items

    assert by_category == ["Versand privat"]
    assert "Versand privat (English)" in in_english
    assert "**" not in item.excerpt
    assert "2026-0042" in item.excerpt


def test_a_word_of_twenty_thousand_characters_is_written_and_found(
    desk: Desk, customer: Principal
) -> None:
    publish(desk, "article", title="Lang", text="überlang" * 2_400)

    assert searched(desk, customer, "überlangüberlang") == ["Lang"]


def searched(
    desk: Desk,
    reader: Principal,
    search: str,
    *,
    category: str | None = None,
    language: Language = "de",
) -> list[str]:
    query = ContentQuery(kind="article", search=search, category=category, language=language)
    return [item.title for item in desk.service.list_content(reader, query).items]
