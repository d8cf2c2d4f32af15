"""Report which contract contacts never came in."""

import re

from contracts.errors import InvalidInput
from contracts.identity import UnactivatedContacts
from identity.store.records import Records

LARGEST_PAGE = 200
_CURSOR = re.compile("[0-9]{5}")  # the last customer number of the page before


def list_unactivated_contacts(
    records: Records, *, cursor: str | None, limit: int
) -> UnactivatedContacts:
    """Return customers whose contact was not invited or has not accepted (SE-14).

    Raises:
        InvalidInput: a cursor that no page gave, or a limit outside 1 to 200.
    """
    if not 1 <= limit <= LARGEST_PAGE:
        raise InvalidInput("limit", "out_of_range")
    if cursor is not None and not _CURSOR.fullmatch(cursor):
        raise InvalidInput("cursor", "malformed")
    found = records.contacts.unactivated(after=cursor, limit=limit + 1)
    items = found[:limit]
    has_more = len(found) > limit
    return UnactivatedContacts(
        items=items, next_cursor=items[-1].organisation.customer_number if has_more else None
    )
