"""List and find what is published."""

from catalog.domain.content import AREAS
from catalog.domain.content_search import wanted_words
from catalog.domain.list_pages import Place, cursor_after, digest_of, instant_of, read_cursor
from catalog.store.publications import Published, Reader, Selection
from catalog.store.records import RecordRoom, Records
from catalog.use_cases.content.read_as import read_as, shown_in_list
from chassis.service import require_area
from contracts.content import ContentPage, ContentQuery
from contracts.principal import Principal


def list_content(caller: Principal, query: ContentQuery, room: RecordRoom) -> ContentPage:
    """Return a page of what the caller may read of a kind, or what he looks for in it.

    Raises:
        EntitlementMissing, AreaNotVisible, NoMembership: the kind's area is not open to him.
        InvalidInput: no page of this list gave the cursor.
    """
    area = AREAS.get(query.kind)
    if area is not None:
        require_area(caller, area)
    wanted = Selection(kind=query.kind, topic=query.topic, category=query.category)
    with room.of_nobody() as records:
        reader = read_as(caller, query.language, records)
        if query.search and query.search.strip():
            words = wanted_words(query.search)
            found = records.publications.search(wanted, words, reader, limit=query.limit)
            items = tuple(shown_in_list(each, words) for each in found)
            return ContentPage(items=items, next_cursor=None)
        return _page(query, wanted, reader, records)


def _page(query: ContentQuery, wanted: Selection, reader: Reader, records: Records) -> ContentPage:
    digest = digest_of("content", query.kind, query.topic, query.category, query.language)
    place = read_cursor(query.cursor, digest)
    if query.kind == "announcement":
        before = (instant_of(place), place.id) if place else None
        found = records.publications.newest(wanted, reader, before=before, limit=query.limit + 1)
    else:
        after = (place.value, place.id) if place else None
        found = records.publications.by_title(wanted, reader, after=after, limit=query.limit + 1)
    items = found[: query.limit]
    return ContentPage(
        items=tuple(shown_in_list(each) for each in items),
        next_cursor=cursor_after(_place(items[-1]), digest) if len(found) > query.limit else None,
    )


def _place(item: Published) -> Place:
    is_by_date = item.kind == "announcement"
    value = item.published_at.isoformat() if is_by_date else item.sorted_by
    return Place(section=0, value=value, id=item.id)
