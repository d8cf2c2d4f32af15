"""A publisher's ledger as a file: CSV with a heading, or one JSON object in each line."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from billing_docs.domain.ledger import LedgerEntry

_NEEDED = ("source", "event_id")
_COMPARED = ("number", "sha256")


class UnreadableLedger(Exception):
    """A line of the ledger cannot be read; the message names it and says why."""


def read_ledger(file: Path) -> Iterator[LedgerEntry]:
    """Yield the entries in their order; other columns than the four known ones are passed over.

    The heading of a CSV says which column is which, and whether commas, semicolons or tabs part
    them.

    Raises:
        UnreadableLedger: names the line.
        OSError: the file cannot be opened.
    """
    with file.open(encoding="utf-8-sig", newline="") as lines:
        try:
            yield from ledger_entries(lines)
        except UnicodeDecodeError as error:
            raise UnreadableLedger("the ledger is not UTF-8") from error


def ledger_entries(lines: TextIO) -> Iterator[LedgerEntry]:
    """Yield the entries of a ledger that is open already.

    Raises:
        UnreadableLedger: names the line.
    """
    first = lines.readline()
    lines.seek(0)
    values = _json_lines(lines) if first.lstrip().startswith("{") else _rows(lines, first)
    for number, line in values:
        yield _entry(line, number)


def _json_lines(lines: Iterator[str]) -> Iterator[tuple[int, dict[str, object]]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError as error:
            raise UnreadableLedger(f"line {number}: no JSON object") from error
        if not isinstance(value, dict):
            raise UnreadableLedger(f"line {number}: no JSON object")
        yield number, value


def _rows(lines: Iterator[str], heading: str) -> Iterator[tuple[int, dict[str, object]]]:
    delimiter = max(",;\t", key=heading.count)
    reader = csv.DictReader(lines, delimiter=delimiter)
    missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise UnreadableLedger(f"line 1: the heading lacks {' and '.join(missing)}")
    try:
        for row in reader:
            yield reader.line_num, dict(row)
    except csv.Error as error:
        raise UnreadableLedger(f"line {reader.line_num}: {error}") from error


def _entry(line: dict[str, object], number: int) -> LedgerEntry:
    said = {name: line.get(name) or "" for name in (*_NEEDED, *_COMPARED)}
    for name, value in said.items():
        if not isinstance(value, str) or "\x00" in value or (name in _NEEDED and not value):
            raise UnreadableLedger(f"line {number}: {name} is missing or no text")
    return LedgerEntry(
        source=str(said["source"]),
        event_id=str(said["event_id"]),
        number=str(said["number"]),
        sha256=str(said["sha256"]).lower(),
    )
