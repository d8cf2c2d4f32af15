"""What is said about a request and done with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from contracts.conversations import Audience, Change, EntryKind, Side

LONGEST_EXCERPT = 160


@dataclass(frozen=True, kw_only=True, slots=True)
class NewEntry:
    """An entry that is about to be written; who it is for decides who ever reads it."""

    kind: EntryKind
    audience: Audience
    author_id: UUID | None
    side: Side
    body: str | None = None
    change: Change | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    idempotency_key: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredEntry:
    """An entry as it was written; `number` counts all entries of its request, so it is not told."""

    id: UUID
    number: int
    kind: EntryKind
    audience: Audience
    author_id: UUID | None
    author_name: str | None
    side: Side
    at: datetime
    body: str | None
    change: Change | None
    details: Mapping[str, str]


def excerpt_of(body: str) -> str:
    """Return the beginning of what was said, in one line, as lists show it."""
    line = " ".join(body.split())
    return line if len(line) <= LONGEST_EXCERPT else line[: LONGEST_EXCERPT - 1].rstrip() + "…"
