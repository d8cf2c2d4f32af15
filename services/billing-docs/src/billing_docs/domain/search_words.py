"""The words by which a document is found, and those that somebody looks for."""

import re
import unicodedata

# A document has a number, a title, a sender and a file: whoever has more has something else in it.
MOST_WORDS = 60
LONGEST_WORD = 60
MOST_WANTED = 8

_WORD = re.compile(r"[^\W_]+")
# DIN 5007-2, the order of names in German directories: ä is ae; `casefold` makes ss of ß.
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def words_of(number: str, *texts: str | None) -> tuple[str, ...]:
    """Return the words of a document in alphabetical order, folded as `wanted_words` folds them.

    A number is found by its parts, as a whole without its separators, and without leading zeros. A
    word with an umlaut is found as it is typed without one too: Müller as mueller and as muller.
    """
    found: dict[str, None] = dict.fromkeys(("".join(_words(number)),))
    for text in (number, *texts):
        for word in (*_words(text or ""), *_words(_without_accents(text or ""))):
            found.setdefault(word[:LONGEST_WORD])
            if word.isdecimal() and word.strip("0"):
                found.setdefault(word.lstrip("0")[:LONGEST_WORD])
    found.pop("", None)
    return tuple(sorted(list(found)[:MOST_WORDS]))


def wanted_words(text: str) -> tuple[str, ...]:
    """Return the beginnings of words that must all be there; none if nothing can be looked for."""
    return tuple(dict.fromkeys(word[:LONGEST_WORD] for word in _words(text)))[:MOST_WANTED]


def _words(text: str) -> list[str]:
    composed = unicodedata.normalize("NFC", text).casefold()
    return _WORD.findall(_without_accents(composed.translate(_GERMAN)))


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part))
