"""The ledger of a fault test: what was attempted, what was confirmed, and what became of it.

The words are Jepsen's. Attempted is written, and on the disk, before an event is sent; confirmed
once the broker has confirmed it. *Lost* is confirmed, but neither archived nor parked; *duplicated*
is archived more than once; *unexpected* is archived, but never attempted; *recovered* is archived,
though its publisher never got the confirm.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self


class Ledger:
    """What one publisher has done, line by line, in a file that outlives a test that dies."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("a", buffering=1)
        self._writing = Lock()
        self.attempted: dict[str, str] = {}
        """The SHA-256 of the file of each event, by the event's id."""
        self.confirmed: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def attempt(self, event_id: str, sha256: str) -> None:
        """Note an event before it is sent; return when the note is on the disk."""
        self._write(f"attempted {event_id} {sha256}")
        self.attempted[event_id] = sha256

    def confirm(self, event_id: str) -> None:
        """Note that the broker has confirmed an event."""
        self._write(f"confirmed {event_id}")
        self.confirmed.add(event_id)

    def _write(self, line: str) -> None:
        with self._writing:
            self._file.write(f"{line}\n")
            self._file.flush()
            os.fsync(self._file.fileno())


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """One document of the archive, the object that holds it, and the events that it came by."""

    id: str
    sha256: str
    object: str
    """Key and version of its object."""
    event_ids: tuple[str, ...]
    message_ids: tuple[str, ...]
    """The Message-ID of each mail that notifications has written down for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Everything that was there in the end, read and not assumed."""

    documents: Sequence[Archived]
    parked: Mapping[str, str]
    """Why an event was set aside, by its id."""
    objects: Mapping[str, str]
    """The SHA-256 of the bytes that were read of each object's version."""
    caught: Mapping[str, int]
    """How many mails with each Message-ID arrived."""
    in_doubt: int
    """How many deliveries notifications itself says it does not know the end of."""
    waiting: Mapping[str, int]
    """How many messages were left in which queue, rows in which outbox."""
    trail_faults: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the ledger and what was found say together; everything in `faults` must be empty."""

    attempted: int
    confirmed: int
    archived: int
    parked: int
    mailed: int
    copies: int
    in_doubt: int
    recovered: int
    faults: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def figures(self) -> dict[str, int]:
        """Return it as numbers, by name."""
        numbers = {
            name: getattr(self, name)
            for name in (
                "attempted",
                "confirmed",
                "archived",
                "parked",
                "mailed",
                "copies",
                "in_doubt",
                "recovered",
            )
        }
        return numbers | {name: len(found) for name, found in self.faults.items()}

    def assert_whole(self) -> None:
        """Fail, naming what is wrong, unless nothing is."""
        wrong = {name: list(found)[:10] for name, found in self.faults.items() if found}
        assert wrong == {}, wrong
        # With plain SMTP a mail goes out twice only where we said that we do not know.
        assert self.copies <= self.in_doubt, self.figures()
        assert self.attempted > 0, "nothing was attempted, so nothing is shown"


def judge(attempted: Mapping[str, str], confirmed: set[str], found: Found) -> Verdict:
    """Hold what was found against the ledger."""
    ours = [each for each in found.documents if set(each.event_ids) & attempted.keys()]
    archived = {event_id for each in ours for event_id in each.event_ids}
    by_content = Counter(each.sha256 for each in found.documents)
    by_event = Counter(event_id for each in found.documents for event_id in each.event_ids)
    held = {each.object for each in found.documents}
    mails = [message_id for each in ours for message_id in each.message_ids]
    caught = {message_id: found.caught.get(message_id, 0) for message_id in mails}
    faults: dict[str, list[str]] = {
        "lost": sorted(confirmed - archived - found.parked.keys()),
        "duplicated": sorted(
            [sha256 for sha256, count in by_content.items() if count > 1]
            + [event_id for event_id, count in by_event.items() if count > 1]
        ),
        "unexpected": sorted(by_event.keys() - attempted.keys()),
        "unexplained": sorted(f"{each}: {why}" for each, why in found.parked.items()),
        "damaged": _damaged(ours, attempted, found.objects),
        "orphaned": sorted(found.objects.keys() - held),
        "untold": [each.id for each in ours if not each.message_ids]
        + [message_id for message_id, count in caught.items() if count == 0],
        "told_twice": [each.id for each in ours if len(each.message_ids) > 1],
        "undrained": [f"{name}: {count}" for name, count in found.waiting.items() if count],
        "trail_faults": list(found.trail_faults),
    }
    return Verdict(
        attempted=len(attempted),
        confirmed=len(confirmed),
        archived=len(archived),
        parked=len(found.parked),
        mailed=sum(count > 0 for count in caught.values()),
        copies=sum(max(count - 1, 0) for count in caught.values()),
        in_doubt=found.in_doubt,
        recovered=len((archived & attempted.keys()) - confirmed),
        faults=faults,
    )


def _damaged(
    documents: Sequence[Archived], attempted: Mapping[str, str], objects: Mapping[str, str]
) -> list[str]:
    """Name what is not, byte for byte, what its publisher sent; what cannot be read is damaged."""
    return [
        each.id
        for each in documents
        for event_id in each.event_ids
        if not (attempted.get(event_id) == each.sha256 == objects.get(each.object))
    ]
