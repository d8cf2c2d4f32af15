"""A publisher's own book of what it has published, beside what is archived."""

from dataclasses import dataclass
from typing import Literal

State = Literal["archived", "under_another_event", "other_number", "other_bytes", "parked"]
Outcome = State | Literal["missing"]


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerEntry:
    """One line of the book; an empty number or digest is not compared."""

    source: str
    event_id: str
    number: str = ""
    sha256: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What became of one line; `detail` is what the archive has instead, or why it is parked."""

    entry: LedgerEntry
    outcome: Outcome
    detail: str = ""

    @property
    def is_in_order(self) -> bool:
        """Return whether the document is archived as the book says."""
        return self.outcome in ("archived", "under_another_event")


def compare_with_archived(entry: LedgerEntry, *, number: str, sha256: str) -> Finding:
    """Return how a line and the document that its event brought differ, if they do."""
    if entry.number and entry.number != number:
        return Finding(entry=entry, outcome="other_number", detail=number)
    if entry.sha256 and entry.sha256 != sha256:
        return Finding(entry=entry, outcome="other_bytes", detail=sha256)
    return Finding(entry=entry, outcome="archived")
