"""Let a machine account read what happened."""

from datetime import datetime

import msgspec

from contracts.errors import InvalidInput
from contracts.feed import FeedPage, FeedQuery
from notifications.domain.feed import FeedSight, cloudevent
from notifications.store.feed import FeedStore


def read_feed(
    sight: FeedSight, query: FeedQuery, feed: FeedStore, *, now: datetime, portal_url: str | None
) -> FeedPage:
    """Return the events after a given one that the reader is shown, in the order of the feed.

    The same place gives the same events in the same order, and later ones behind them; what is
    not shown any more is left out.

    Raises:
        InvalidInput: the feed has no event of this id.
    """
    after = 0
    if query.after is not None:
        position = feed.position_of(sight.organisation_id, query.after)
        if position is None:
            raise InvalidInput("query.after", "unknown_event")
        after = position
    entries = feed.page(sight, after=after, now=now, limit=query.limit)
    return FeedPage(
        events=tuple(msgspec.Raw(cloudevent(entry, portal_url)) for entry in entries),
        after=entries[-1].id if entries else query.after,
    )
