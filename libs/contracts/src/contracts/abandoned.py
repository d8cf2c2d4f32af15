"""Messages that were given up, for the vendor's people: listed, sent again, or put away."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.company_notices import Channel

WhyNoReplay = Literal["secrets_gone", "body_gone"]
"""What it said had a link or a code that is forgotten; or no history of it is kept."""
MessageIds = Annotated[tuple[UUID, ...], msgspec.Meta(min_length=1, max_length=200)]


class AbandonedQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which page; `kind` narrows it to messages of one kind."""

    kind: Annotated[str, msgspec.Meta(max_length=50)] | None = None
    cursor: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class AbandonedMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One message that reached nobody, and the last words of whoever refused it."""

    id: UUID
    kind: str
    organisation_id: UUID | None
    channel: Channel
    recipient: str
    created_at: datetime
    failed_at: datetime
    attempts: int
    reply: str
    why_no_replay: WhyNoReplay | None
    """None where it can be sent again as it was."""


class AbandonedPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of them, those given up last first, and how many there are of each kind."""

    items: tuple[AbandonedMessage, ...]
    next_cursor: str | None
    counts: dict[str, int]


class ReplayMessages(msgspec.Struct, frozen=True, kw_only=True):
    """Which messages are to be sent again."""

    ids: MessageIds


class PutAwayMessages(msgspec.Struct, frozen=True, kw_only=True):
    """Which messages need nothing more, and why: they stay on record."""

    ids: MessageIds
    reason: Annotated[str, msgspec.Meta(min_length=3, max_length=200)]


class SettledMessages(msgspec.Struct, frozen=True, kw_only=True):
    """How many that changed; the others were settled already, or cannot be sent again."""

    count: int
