"""Counts and days as people write them, in German and in English (KM-20)."""

import re
from datetime import date

from contracts.meters import RowProblem

MOST_DIGITS = 12
LARGEST_COUNT = 10**MOST_DIGITS - 1
# Thousands are set apart by a point, a comma, an apostrophe, or a space of whichever width.
_SPACES = {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'"}
_PLAIN = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}([.,' ])[0-9]{3}(?:\1[0-9]{3})*")
_DECIMALS = re.compile(r"(?P<whole>.+?)(?P<mark>[.,])(?P<decimals>[0-9]+)")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00:00)?")
_GERMAN_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")


class Unreadable(Exception):
    """What was written is no count, or no day. Argument: the problem."""

    def __init__(self, problem: RowProblem) -> None:
        super().__init__(problem)
        self.problem = problem


def read_count(written: str) -> int:
    """Return a count with or without separators, as `12345`, `12.345`, `12,345` or `12 345,00`.

    A counter counts wholes, so three digits after a separator are thousands, whichever of the two
    languages it is. Other decimals must be noughts.

    Raises:
        Unreadable: `missing`, `negative`, `not_whole`, `not_a_count`, or `absurd` for more digits
            than any counter has.
    """
    text = "".join(_SPACES.get(character, character) for character in written).strip()
    if not text:
        raise Unreadable("missing")
    if text[0] in "-\u2212" and _whole(text[1:].strip()) is not None:
        raise Unreadable("negative")
    count = _whole(text)
    if count is None:
        count = _with_decimals(text)
    if count > LARGEST_COUNT:
        raise Unreadable("absurd")
    return count


def read_day(written: str) -> date:
    """Return a day as `2026-11-26` or `26.11.2026`.

    With strokes between it may mean two days, so that is not read.

    Raises:
        Unreadable: `not_a_date`.
    """
    text = written.strip()
    iso, german = _ISO_DAY.fullmatch(text), _GERMAN_DAY.fullmatch(text)
    try:
        if iso is not None:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if german is not None:
            return date(int(german[3]), int(german[2]), int(german[1]))
    except ValueError:
        pass
    raise Unreadable("not_a_date")


def _whole(text: str) -> int | None:
    """Return a count without decimals, None if it is not written like one."""
    if len(text) > 2 * MOST_DIGITS:
        return LARGEST_COUNT + 1 if _PLAIN.fullmatch(text) else None
    if _PLAIN.fullmatch(text):
        return int(text)
    grouped = _GROUPED.fullmatch(text)
    return int(text.replace(grouped[1], "")) if grouped else None


def _with_decimals(text: str) -> int:
    split = _DECIMALS.fullmatch(text)
    whole = _whole(split["whole"]) if split else None
    if split is None or whole is None or split["mark"] in split["whole"]:
        raise Unreadable("not_a_count")
    if split["decimals"].strip("0"):
        raise Unreadable("not_whole")
    return whole
