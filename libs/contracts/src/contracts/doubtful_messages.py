"""Attempts of which nobody knows whether they arrived, for the vendor's people to decide about."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.abandoned import MessageIds
from contracts.company_notices import Channel
from contracts.notifications import MessageState

DoubtDecision = Literal["send_again", "let_rest"]
WhyNoRepeat = Literal["sent_since", "in_hand", "settled", "secrets_gone", "body_gone"]
"""It has gone out again; it is being sent just now; it came back or came too late; or what it said
is forgotten."""


class DoubtfulQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which page."""

    cursor: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class DoubtfulAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt that ended without an answer, and where its message has come since."""

    id: UUID
    """The message's."""
    number: int
    kind: str
    organisation_id: UUID | None
    channel: Channel
    recipient: str
    message_id: str
    started_at: datetime
    reply: str
    state: MessageState
    attempts: int
    why_no_repeat: WhyNoRepeat | None
    """None where it can be sent again."""


class DoubtfulPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of attempts nobody has decided about, the newest first, and how many there are."""

    items: tuple[DoubtfulAttempt, ...]
    next_cursor: str | None
    count: int


class DecideDoubts(msgspec.Struct, frozen=True, kw_only=True):
    """Which messages are sent again at once, or let rest: those are not sent any more.

    Either way their attempts in doubt are off the list and stay on record.
    """

    ids: MessageIds
    decision: DoubtDecision
