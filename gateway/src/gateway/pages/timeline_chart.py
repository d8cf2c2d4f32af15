"""What happens with a contract, drawn on a line of days: on the page itself, without a script."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.contract_timeline import EntryKind, TimelineEntry

# What lies longer ago stands in the list; on the line it would crowd what is to come.
_LOOKS_BACK = timedelta(days=200)
_URGENT: frozenset[EntryKind] = frozenset({"ends", "period_ends", "ftp_locks", "portal_closes"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """One entry on the line: where it begins and how long it is, in hundredths of the line."""

    place: str
    width: str
    words: str
    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """The line from its first to its last day, with the day from which it is looked at."""

    first: date
    last: date
    present: str
    marks: tuple[Mark, ...]


def line_of(entries: Sequence[tuple[TimelineEntry, str]], present: date) -> Line | None:
    """Return the line of entries with their words; None where there is nothing to draw."""
    begin = present - _LOOKS_BACK
    entries = [each for each in entries if (each[0].until or each[0].on) >= begin]
    days = [entry.on for entry, _ in entries]
    days += [entry.until for entry, _ in entries if entry.until is not None]
    if not days:
        return None
    first, last = max(min(*days, present), begin), max(*days, present)
    if first == last:
        return None
    whole = (last - first).days

    def place(day: date) -> float:
        return 100 * max(0, (day - first).days) / whole

    return Line(
        first=first,
        last=last,
        present=f"{place(present):.2f}",
        marks=tuple(
            Mark(
                place=f"{place(entry.on):.2f}",
                width=f"{place(entry.until) - place(entry.on) if entry.until else 0:.2f}",
                words=words,
                kind=_kind_of(entry),
            )
            for entry, words in entries
        ),
    )


def _kind_of(entry: TimelineEntry) -> str:
    if entry.until is not None:
        return "span"
    if entry.kind == "stage":
        return "stage"
    return "urgent" if entry.kind in _URGENT else "plain"
