"""Show an administrator who did what in his organisation."""

import re
from uuid import UUID

from contracts.errors import InvalidInput
from contracts.identity import AuditEntry, AuditPage
from identity.store.records import Records

LARGEST_PAGE = 100
_CURSOR = re.compile("[0-9]{1,18}")  # a sequence of the trail, a 64-bit number


def list_audit(
    organisation_id: UUID, records: Records, *, cursor: str | None, limit: int
) -> AuditPage:
    """Return up to `limit` entries of the trail, newest first, continuing after `cursor` (BR-11).

    Raises:
        InvalidInput: a cursor that no page gave, or a limit outside 1 to 100.
    """
    if not 1 <= limit <= LARGEST_PAGE:
        raise InvalidInput("limit", "out_of_range")
    if cursor is not None and not _CURSOR.fullmatch(cursor):
        raise InvalidInput("cursor", "malformed")
    lines = records.audit.page(
        organisation_id, older_than=int(cursor) if cursor else None, limit=limit + 1
    )
    has_more = len(lines) > limit
    items = tuple(
        AuditEntry(
            sequence=line.sequence,
            at=line.at,
            actor=line.actor,
            action=line.action,
            subject=line.subject,
            details=line.details,
        )
        for line in lines[:limit]
    )
    return AuditPage(items=items, next_cursor=str(items[-1].sequence) if has_more else None)
