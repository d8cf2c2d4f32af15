"""Past messages of an organisation, and attempts of which nobody knows whether they arrived."""

from typing import Annotated
from uuid import UUID

import msgspec

from contracts.abandoned import SettledMessages
from contracts.doubtful_messages import DecideDoubts, DoubtfulPage, DoubtfulQuery
from contracts.message_history import (
    MessageHistoryPage,
    MessageHistoryQuery,
    PastMessageDetail,
    PastMessageQuery,
)
from gateway.call import Call


class HistoryChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Which messages; the vendor's people name the organisation, others see their own's."""

    organisation_id: UUID | None = None
    kind: Annotated[str, msgspec.Meta(min_length=1, max_length=50)] | None = None
    reached_nobody: bool = False
    cursor: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


async def list_message_history(call: Call, query: HistoryChoice) -> MessageHistoryPage:
    """Return what was sent to whom, when and with which result, the newest first.

    For administrators of the organisation and the vendor's people.
    """
    wanted = msgspec.convert(query, MessageHistoryQuery, from_attributes=True)
    return await call.around.notifications.list_message_history(call.context, wanted)


async def search_message_history(call: Call, body: MessageHistoryQuery) -> MessageHistoryPage:
    """Return the messages to one address; it is sent in the body, so that it stands in no log."""
    return await call.around.notifications.list_message_history(call.context, body)


async def get_past_message(call: Call, message_id: UUID) -> PastMessageDetail:
    """Return one message with every attempt, what came back, and its words where they are kept."""
    query = PastMessageQuery(message_id=message_id)
    return await call.around.notifications.describe_past_message(call.context, query)


async def list_doubtful_messages(call: Call, query: DoubtfulQuery) -> DoubtfulPage:
    """Return attempts that ended without an answer and nobody has decided about."""
    return await call.around.notifications.list_doubtful_messages(call.context, query)


async def decide_doubtful_messages(call: Call, body: DecideDoubts) -> SettledMessages:
    """Send messages in doubt again at once, or let them rest; each with its Message-ID."""
    return await call.around.notifications.decide_doubtful_messages(call.context, body)
