"""What would make a request quicker to answer (FD-11)."""

import re

from contracts.tickets import Advice

_FEWEST_LETTERS = 12
_FEWEST_LETTERS_OF_DESCRIPTION = 30
# Besides these a title should say something: what happens, where, with which message.
_SAYS_NOTHING = frozenset(
    [
        "aktuell",
        "allgemein",
        "anfrage",
        "anliegen",
        "bei",
        "bitte",
        "brauche",
        "da",
        "das",
        "defekt",
        "der",
        "die",
        "dringend",
        "ein",
        "eilt",
        "eine",
        "er",
        "es",
        "falsch",
        "fehler",
        "fehlerhaft",
        "frage",
        "funktioniert",
        "geht",
        "hallo",
        "heute",
        "hilfe",
        "ich",
        "im",
        "in",
        "ist",
        "ja",
        "kann",
        "kaputt",
        "kein",
        "keine",
        "klappt",
        "leider",
        "läuft",
        "mal",
        "mehr",
        "meldung",
        "mit",
        "nicht",
        "nichts",
        "nix",
        "nochmal",
        "problem",
        "probleme",
        "schnell",
        "seit",
        "sie",
        "sofort",
        "sos",
        "spinnt",
        "störung",
        "thema",
        "tut",
        "und",
        "unser",
        "unsere",
        "was",
        "wichtig",
        "wie",
        "wieder",
        "wir",
        "a",
        "an",
        "and",
        "asap",
        "broken",
        "defect",
        "does",
        "doesn",
        "down",
        "error",
        "failed",
        "fails",
        "fault",
        "hello",
        "help",
        "i",
        "important",
        "in",
        "is",
        "issue",
        "it",
        "my",
        "need",
        "no",
        "not",
        "nothing",
        "on",
        "our",
        "please",
        "problem",
        "problems",
        "question",
        "request",
        "something",
        "the",
        "there",
        "urgent",
        "we",
        "with",
        "work",
        "working",
        "works",
        "wrong",
    ]
)
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_TELLING_WORDS = 2


def advice_on(title: str, description: str) -> tuple[Advice, ...]:
    """Return what to advise; nothing is refused for it.

    A title tells something when two words of it, or one and a number, name more than that there is
    a problem: "faktur:box geht nicht" does not, "Beleg RE-4711 lässt sich nicht öffnen" does.
    """
    advice: list[Advice] = []
    telling = [word for word in _words(title) if word not in _SAYS_NOTHING]
    tells = len(telling) + any(character.isdigit() for character in title)
    if len(title) < _FEWEST_LETTERS and tells < _FEWEST_TELLING_WORDS:
        advice.append("title_too_short")
    elif tells < _FEWEST_TELLING_WORDS + _is_product(title):
        advice.append("title_says_no_fault")
    if len(description) < _FEWEST_LETTERS_OF_DESCRIPTION:
        advice.append("description_too_short")
    return tuple(advice)


def likeness(one: str, other: str) -> float:
    """Return how much two titles say the same: 1 for the same telling words, 0 for none."""
    first, second = (
        {word for word in _words(title) if word not in _SAYS_NOTHING} for title in (one, other)
    )
    if not first or not second:
        return float(_words(one) == _words(other))
    return len(first & second) / len(first | second)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _is_product(title: str) -> bool:
    """Whether the title has a name such as `faktur:box`, which counts as one word, not as two."""
    return re.search(r"\w[:.+@]\w", title) is not None
