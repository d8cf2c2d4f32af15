"""Show what was said or done to somebody who may read it."""

from collections.abc import Iterable

from contracts.conversations import Entry
from contracts.tickets import Participant
from tickets.domain.attachments import CheckedAttachment
from tickets.domain.entries import StoredEntry


def describe_entry(
    entry: StoredEntry,
    *,
    author_name: str | None = None,
    files: Iterable[CheckedAttachment] = (),
) -> Entry:
    """Return the entry in the words of the bus, with the files that go with it."""
    name = author_name if author_name is not None else entry.author_name
    return Entry(
        id=entry.id,
        kind=entry.kind,
        audience=entry.audience,
        author=(
            None
            if entry.author_id is None
            else Participant(person_id=entry.author_id, name=name or "")
        ),
        side=entry.side,
        at=entry.at,
        body=entry.body,
        change=entry.change,
        details=dict(entry.details),
        attachments=tuple(file.described() for file in files),
    )
