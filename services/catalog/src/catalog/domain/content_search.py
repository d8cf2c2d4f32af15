"""Words by which texts are found: folded, and the tails of German compounds.

PostgreSQL's German configuration knows stems and nothing of compounds: it finds Rechnungen by
Rechnung, and neither by Versand the Rechnungsversand. So the tails of long words are kept as well,
marked so that nothing else is taken for one.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

TAIL_MARK = "~"
SHORTEST_TAIL = 5
_SHORTEST_COMPOUND = 9
_SHORTEST_HEAD = 3
_LONGEST_WORD = 60
_MOST_WANTED = 8
# A text has 20,000 characters at most: its own words fit, and tails do not outgrow them by far.
_MOST_TAILS = 20_000
_SHORTEST_BEGINNING = 3

_WORD = re.compile(r"[^\W_]+")
# DIN 5007-2, the order of names in German directories: ä is ae; `casefold` makes ss of ß.
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """One word that is looked for: as typed in small letters, and folded."""

    typed: str
    folded: str

    @property
    def may_be_beginning(self) -> bool:
        """Whether it is long enough to stand for every word that begins with it."""
        return len(self.typed) >= _SHORTEST_BEGINNING

    @property
    def may_be_tail(self) -> bool:
        """Whether it is long enough to be looked for within compounds."""
        return len(self.folded) >= SHORTEST_TAIL


def wanted_words(search: str) -> tuple[Wanted, ...]:
    """Return the words that must all be found, each once; none if nothing can be looked for."""
    typed = dict.fromkeys(word[:_LONGEST_WORD] for word in _WORD.findall(_small(search)))
    return tuple(Wanted(typed=word, folded=_asked(word)) for word in list(typed)[:_MOST_WANTED])


def folded_words(text: str) -> tuple[str, ...]:
    """Return the words of a text, each once: Müller as mueller and as muller."""
    found: dict[str, None] = {}
    for word in _WORD.findall(_small(text)):
        found.setdefault(folded(word[:_LONGEST_WORD]))
        found.setdefault(_without_accents(word[:_LONGEST_WORD]))
    return tuple(found)


def tails_of(words: Iterable[str]) -> tuple[str, ...]:
    """Return what long words may end with, each marked: Rechnungsversand ends with Versand."""
    tails: dict[str, None] = {}
    for word in words:
        for tail in _tails(word):
            tails.setdefault(TAIL_MARK + tail)
            if len(tails) == _MOST_TAILS:
                return tuple(tails)
    return tuple(tails)


def folded(text: str) -> str:
    """Return a text as it is compared and sorted: small letters, ä as ae, without accents."""
    return _without_accents(_small(text).translate(_GERMAN))


def _asked(word: str) -> str:
    """Return the word folded; a letter that unfolds to several words is asked for as one."""
    return "".join(_WORD.findall(folded(word))) or word


def _tails(word: str) -> Iterator[str]:
    if len(word) < _SHORTEST_COMPOUND:
        return
    for begin in range(_SHORTEST_HEAD, len(word) - SHORTEST_TAIL + 1):
        yield word[begin:]


def _small(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part))
