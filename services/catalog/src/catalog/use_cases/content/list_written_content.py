"""Show the vendor's people what was written."""

from uuid import UUID

from catalog.domain.self_services import require_staff
from catalog.store.records import RecordRoom
from contracts.content import WrittenContentPage, WrittenContentQuery
from contracts.errors import InvalidInput
from contracts.principal import Principal


def list_written_content(
    caller: Principal, query: WrittenContentQuery, room: RecordRoom
) -> WrittenContentPage:
    """Return one page, the newest first.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        InvalidInput: no page gave this cursor.
    """
    require_staff(caller)
    try:
        before = None if query.cursor is None else UUID(query.cursor)
    except ValueError:
        raise InvalidInput("query.cursor", "malformed") from None
    with room.of_nobody() as records:
        found = records.contents.page(query.kind, query.state, before=before, limit=query.limit + 1)
    items = found[: query.limit]
    return WrittenContentPage(
        items=tuple(items),
        next_cursor=str(items[-1].id) if len(found) > query.limit else None,
    )
