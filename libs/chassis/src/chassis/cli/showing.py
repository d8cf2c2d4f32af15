"""How answers are written: a table for people, JSON for machines."""

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def say(text: str) -> None:
    """Write a line to standard output."""
    sys.stdout.write(text + "\n")


def show_json(value: Any) -> None:
    """Write a value as indented JSON."""
    say(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def show_table(rows: Sequence[Mapping[str, Any]], *, none: str) -> None:
    """Write rows under the names of their columns, or `none` when there are no rows."""
    if not rows:
        say(none)
        return
    names = list(rows[0])
    lines = [[name.upper().replace("_", " ") for name in names]]
    lines += [[_cell(row[name]) for name in names] for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(names))]
    for line in lines:
        cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
        say("  ".join(cells).rstrip())


def show_fields(fields: Mapping[str, Any]) -> None:
    """Write names and values below each other."""
    width = max(len(name) for name in fields)
    for name, value in fields.items():
        say(f"{name.replace('_', ' '):{width}}  {_cell(value)}")


def harmless(text: str, *, but: str = "") -> str:
    """Return a publisher's text as it may be shown: nothing in it steers the terminal."""
    return "".join(
        each if each.isprintable() or each in but else "\N{REPLACEMENT CHARACTER}" for each in text
    )


def age(since: datetime, now: datetime) -> str:
    """Return how long ago that was, in its largest unit: `3 h`."""
    seconds = int((now - since) / timedelta(seconds=1))
    for size, unit in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{max(seconds, 0)} s"


def _cell(value: Any) -> str:
    if value is None or value == "":
        return "-"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S UTC")
    return harmless(str(value))
