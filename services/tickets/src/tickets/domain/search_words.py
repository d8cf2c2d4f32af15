"""The words by which the vendor's people find requests, and those that they look for."""

import re
import unicodedata

LONGEST_WORD = 60
# Of a text of ten pages the words that come first.
_MOST_WORDS = 1_000
_MOST_WANTED = 8

_WORD = re.compile(r"[^\W_]+")
# DIN 5007-2, the order of names in German directories: ä is ae; `casefold` makes ss of ß.
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def words_of(*texts: str) -> tuple[str, ...]:
    """Return the words of texts, folded, each once; Müller is there as mueller and as muller."""
    found: dict[str, None] = {}
    for text in texts:
        for word in (*_words(text), *_words(_without_accents(text))):
            found.setdefault(word)
    return tuple(list(found)[:_MOST_WORDS])


def wanted_words(text: str) -> tuple[str, ...]:
    """Return the beginnings of words that must all be there; none if nothing can be looked for."""
    return tuple(dict.fromkeys(_words(text)))[:_MOST_WANTED]


def _words(text: str) -> list[str]:
    composed = unicodedata.normalize("NFC", text).casefold()
    folded = _without_accents(composed.translate(_GERMAN))
    return [word[:LONGEST_WORD] for word in _WORD.findall(folded)]


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part))
