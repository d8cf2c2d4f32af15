"""List attempts of which nobody knows whether they arrived."""

from contracts.doubtful_messages import DoubtfulPage, DoubtfulQuery
from notifications.domain.page_keys import cursor_after, key_in
from notifications.store.doubts import DoubtStore


def list_doubts(query: DoubtfulQuery, store: DoubtStore) -> DoubtfulPage:
    """Return a page of what nobody has decided about. Raises InvalidInput for a made-up cursor."""
    found = store.page(after=key_in(query.cursor), limit=query.limit + 1)
    items = tuple(found[: query.limit])
    is_more = len(found) > query.limit
    return DoubtfulPage(
        items=items,
        next_cursor=cursor_after(items[-1].started_at, items[-1].id) if is_more else None,
        count=store.count(),
    )
