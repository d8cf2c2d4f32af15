"""What stands in the columns of an entry."""

from datetime import datetime
from typing import Any

from chassis.ids import new_id
from tickets.domain.entries import NewEntry, StoredEntry
from tickets.domain.requests import CustomerRequest


def stored_entry(entry: NewEntry, *, number: int, now: datetime) -> StoredEntry:
    """Return an entry as it is about to be written, with an id of its own."""
    return StoredEntry(
        id=new_id(),
        number=number,
        kind=entry.kind,
        audience=entry.audience,
        author_id=entry.author_id,
        author_name=None,
        side=entry.side,
        at=now,
        body=entry.body,
        change=entry.change,
        details=entry.details,
    )


def entry_values(
    request: CustomerRequest, entry: StoredEntry, idempotency_key: str | None
) -> dict[str, Any]:
    """Return the columns of an entry of a request."""
    return {
        "id": entry.id,
        "organisation_id": request.requester.organisation_id,
        "request_id": request.id,
        "number": entry.number,
        "kind": entry.kind,
        "audience": entry.audience,
        "author_id": entry.author_id,
        "side": entry.side,
        "at": entry.at,
        "body": entry.body,
        "change": entry.change,
        "details": dict(entry.details),
        "idempotency_key": idempotency_key,
    }
