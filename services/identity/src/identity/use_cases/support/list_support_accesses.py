"""Show what was looked at in a support session, while it runs and afterwards."""

from uuid import UUID

from contracts.errors import InvalidInput
from contracts.support import SupportAccessPage
from identity.store.records import Records
from identity.use_cases.support.get_support_session import get_support_session

LARGEST_PAGE = 100


def list_support_accesses(
    organisation_id: UUID, session_id: UUID, records: Records, *, cursor: str | None, limit: int
) -> SupportAccessPage:
    """Return up to `limit` accesses, the latest first, continuing after `cursor`.

    Raises:
        NotFound: the organisation has no such session.
        InvalidInput: a cursor that no page gave, or a limit outside 1 to 100.
    """
    if not 1 <= limit <= LARGEST_PAGE:
        raise InvalidInput("limit", "out_of_range")
    try:
        older_than = None if cursor is None else UUID(cursor)
    except ValueError:
        raise InvalidInput("cursor", "malformed") from None
    session = get_support_session(organisation_id, session_id, records)
    found = records.support_accesses.page(
        organisation_id, session.id, older_than=older_than, limit=limit + 1
    )
    shown = found[:limit]
    has_more = len(found) > limit
    return SupportAccessPage(items=shown, next_cursor=str(shown[-1].id) if has_more else None)
