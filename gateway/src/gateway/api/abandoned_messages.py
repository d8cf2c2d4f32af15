"""Messages that were given up, for the vendor's people."""

from contracts.abandoned import (
    AbandonedPage,
    AbandonedQuery,
    PutAwayMessages,
    ReplayMessages,
    SettledMessages,
)
from gateway.call import Call


async def list_abandoned_messages(call: Call, query: AbandonedQuery) -> AbandonedPage:
    """Return what reached nobody and nobody has looked at, the last first, by kind or of all."""
    return await call.around.notifications.list_abandoned_messages(call.context, query)


async def replay_messages(call: Call, body: ReplayMessages) -> SettledMessages:
    """Send messages again as they were; one that had a link or a code cannot be."""
    return await call.around.notifications.replay_messages(call.context, body)


async def put_away_messages(call: Call, body: PutAwayMessages) -> SettledMessages:
    """Take messages off the list, with the reason; what became of them stays on record."""
    return await call.around.notifications.put_away_messages(call.context, body)
