"""Show the vendor's people what was written."""

from catalog.domain.list_pages import Place, cursor_after, digest_of, instant_of, read_cursor
from catalog.domain.self_services import require_staff
from catalog.store.records import RecordRoom
from contracts.content import WrittenContent, WrittenContentPage, WrittenContentQuery
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
    digest = digest_of("written content", query.kind, query.state)
    place = read_cursor(query.cursor, digest)
    before = (instant_of(place), place.id) if place else None
    with room.of_nobody() as records:
        found = records.contents.page(query.kind, query.state, before=before, limit=query.limit + 1)
    items = found[: query.limit]
    return WrittenContentPage(
        items=tuple(items),
        next_cursor=cursor_after(_place(items[-1]), digest) if len(found) > query.limit else None,
    )


def _place(item: WrittenContent) -> Place:
    return Place(section=0, value=item.begun_at.isoformat(), id=item.id)
