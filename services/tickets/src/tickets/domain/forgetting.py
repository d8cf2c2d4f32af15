"""What is looked for when a person is erased: his id, his addresses, his whole name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

LEFT_OUT = "[…]"
"""What stands where his name or address stood."""

_WORDS_OF_A_NAME = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What a person is called in one organisation."""

    organisation_id: UUID
    person_id: UUID
    name: str
    email: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Trace:
    """Something that leads to a person, as a regular expression of PostgreSQL, and its stand-in."""

    pattern: str
    stand_in: str


def traces_of(
    person_id: UUID, stand_in: UUID, names: Iterable[str], addresses: Iterable[str]
) -> tuple[Trace, ...]:
    """Return what to look for, the longest first.

    A name of one word is not looked for in what people wrote: it may be any word.
    """
    words = {each.strip() for each in addresses if each.strip()}
    words |= {" ".join(each.split()) for each in names if len(each.split()) >= _WORDS_OF_A_NAME}
    longest_first = sorted(words, key=len, reverse=True)
    return (
        Trace(pattern=_pattern(str(person_id)), stand_in=str(stand_in)),
        *(Trace(pattern=_pattern(each), stand_in=LEFT_OUT) for each in longest_first),
    )


def _pattern(words: str) -> str:
    """Return a pattern that finds exactly these words, and not a part of longer ones."""
    escaped = re.sub(r"([^\w\s])", r"\\\1", words)
    spaced = re.sub(r"\s+", r"\\s+", escaped)
    begin = r"\m" if words[0].isalnum() else ""
    end = r"\M" if words[-1].isalnum() else ""
    return f"{begin}{spaced}{end}"
