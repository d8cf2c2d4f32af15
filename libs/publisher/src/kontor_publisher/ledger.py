"""The publisher's own book: one JSON line for each document that was handed over or spooled.

`kontor reconcile`, which the operator of Kontor runs, reads the same lines.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from contracts.billing_docs import Publication

_OWNER_ONLY = 0o600


class LedgerEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One document as it was published."""

    source: str
    event_id: str
    number: str = ""
    sha256: str = ""


def write_down(file: Path, entry: LedgerEntry) -> None:
    """Add a line; processes may share the file, for a line is written in one piece."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _OWNER_ONLY)
    try:
        os.write(descriptor, msgspec.json.encode(entry) + b"\n")
    finally:
        os.close(descriptor)


def read_entries(file: Path, source: str) -> Iterator[LedgerEntry]:
    """Yield what the ledger says of one source, each event once, its last line counting.

    Raises:
        ValueError: a line cannot be read; names it.
    """
    last: dict[str, LedgerEntry] = {}
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                entry = msgspec.json.decode(line, type=LedgerEntry)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise ValueError(f"{file}, line {number}: {error}") from error
            if entry.source == source:
                last[entry.event_id] = entry
    yield from last.values()


def difference(entry: LedgerEntry, publication: Publication) -> str | None:
    """Return what is not as the ledger says, as a word and what is there instead; None if all is.

    Numbers and digests that either side does not know are not compared.
    """
    if publication.state != "archived":
        return f"{publication.state} {publication.code or ''}".strip()
    for said, found, word in (
        (entry.number, publication.number, "other_number"),
        (entry.sha256, publication.sha256, "other_bytes"),
    ):
        if said and found and said != found:
            return f"{word} {json.dumps(found)}"
    return None
