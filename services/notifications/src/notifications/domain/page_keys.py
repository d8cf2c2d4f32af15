"""Where a list that is paged by instant and id goes on."""

from datetime import datetime
from uuid import UUID

from contracts.errors import InvalidInput

Key = tuple[datetime, UUID]


def cursor_after(at: datetime, row_id: UUID) -> str:
    """Return what leads to the rows after this one."""
    return f"{at.isoformat()}_{row_id}"


def key_in(cursor: str | None) -> Key | None:
    """Return the key in a cursor, None where a list begins.

    Raises:
        InvalidInput: it is made up.
    """
    if cursor is None:
        return None
    at, _, row_id = cursor.partition("_")
    try:
        instant, named = datetime.fromisoformat(at), UUID(row_id)
    except ValueError:
        raise InvalidInput("query.cursor", "invalid_cursor") from None
    if instant.tzinfo is None:
        raise InvalidInput("query.cursor", "invalid_cursor")
    return instant, named
