"""Advice on titles: given where a title says nothing, and nowhere else."""

import pytest

from tickets.domain.titles import advice_on, likeness

DETAILED = "Seit dem Wechsel auf Version 7 kommt beim Öffnen die Meldung E-12."


@pytest.mark.req("FD-11", "C14")
@pytest.mark.parametrize(
    "title",
    [
        "faktur:box geht nicht",
        "Problem",
        "Hilfe!!!",
        "Es funktioniert nicht",
        "Fehler",
        "Drucker defekt",
        "It does not work",
        "dringende Frage",
    ],
)
def test_a_title_that_says_nothing_is_met_with_advice(title: str) -> None:
    advice = advice_on(title, DETAILED)

    assert advice in {("title_says_no_fault",), ("title_too_short",)}


@pytest.mark.req("FD-11", "C14")
@pytest.mark.parametrize(
    "title",
    [
        "Beleg RE-4711 lässt sich nicht öffnen",
        "Drucker im Lager zieht kein Papier ein",
        "faktur:box bricht beim Versand ab",
        "Login mit Passkey schlägt fehl",
        "Scanner E-12",
    ],
)
def test_a_title_that_says_something_is_left_alone(title: str) -> None:
    assert advice_on(title, DETAILED) == ()


def test_a_short_description_is_met_with_advice() -> None:
    assert advice_on("Drucker im Lager zieht kein Papier", "Siehe Titel") == (
        "description_too_short",
    )


@pytest.mark.parametrize(
    ("one", "other", "at_least", "at_most"),
    [
        ("Drucker im Lager geht nicht", "Der Drucker im Lager ist kaputt", 0.99, 1.0),
        ("Drucker im Lager", "Rechnung doppelt", 0.0, 0.0),
        ("geht nicht", "geht nicht", 1.0, 1.0),
        ("geht nicht", "kaputt", 0.0, 0.0),
        ("Drucker Lager Halle", "Drucker Lager Büro", 0.4, 0.6),
    ],
)
def test_titles_are_alike_as_far_as_they_tell_the_same(
    one: str, other: str, at_least: float, at_most: float
) -> None:
    assert at_least <= likeness(one, other) <= at_most
    assert likeness(one, other) == likeness(other, one)
