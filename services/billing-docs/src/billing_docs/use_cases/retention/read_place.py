"""Read a cursor that is an id."""

from uuid import UUID

from contracts.errors import InvalidInput


def read_place(cursor: str | None) -> UUID | None:
    """Return the id after which a list goes on, None at its beginning.

    Raises:
        InvalidInput: the cursor is none of ours.
    """
    if cursor is None:
        return None
    try:
        return UUID(cursor)
    except ValueError as error:
        raise InvalidInput("query.cursor", "unreadable") from error
