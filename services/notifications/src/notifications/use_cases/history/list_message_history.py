"""List what was sent to whom, when and with which result."""

from contracts.errors import InvalidInput
from contracts.message_history import MessageHistoryPage, MessageHistoryQuery
from notifications.domain.page_keys import cursor_after, key_in
from notifications.store.history import Asked, HistoryStore


def list_message_history(query: MessageHistoryQuery, store: HistoryStore) -> MessageHistoryPage:
    """Return a page of an organisation's messages, or of those to one address.

    Raises:
        InvalidInput: neither is named, or the cursor is made up.
    """
    if query.organisation_id is None and query.recipient is None:
        raise InvalidInput("query.recipient", "missing")
    asked = Asked(
        organisation_id=query.organisation_id,
        recipient=query.recipient,
        kind=query.kind,
        reached_nobody=query.reached_nobody,
    )
    found = store.page(asked, after=key_in(query.cursor), limit=query.limit + 1)
    items = tuple(found[: query.limit])
    is_more = len(found) > query.limit
    return MessageHistoryPage(
        items=items,
        next_cursor=cursor_after(items[-1].created_at, items[-1].id) if is_more else None,
    )
