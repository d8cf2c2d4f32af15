"""What was sent to whom, when and with which result."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.company_notices import Channel
from contracts.events import Language
from contracts.notifications import MessageState, ReturnedMail

WhyNoWords = Literal["not_kept", "not_shown"]
"""No history of it is kept, or its words are its recipient's affair alone."""
AttemptOutcome = Literal["sending", "sent", "deferred", "failed", "in_doubt"]


class MessageHistoryQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which messages, the newest first; only the vendor's people name an organisation.

    They name one, or an address: nobody pages through everybody's messages.
    """

    organisation_id: UUID | None = None
    recipient: Annotated[str, msgspec.Meta(min_length=3, max_length=254)] | None = None
    """The whole address, or the number as it was dialled."""
    kind: Annotated[str, msgspec.Meta(min_length=1, max_length=50)] | None = None
    reached_nobody: bool = False
    """Only those that were given up, or came back."""
    cursor: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class PastMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One message and what became of it; `reply` is what its server said last."""

    id: UUID
    organisation_id: UUID | None
    kind: str
    channel: Channel
    recipient: str
    language: Language
    state: MessageState
    was_in_doubt: bool
    """An attempt ended without an answer: the recipient may have it twice."""
    message_id: str
    created_at: datetime
    settled_at: datetime | None
    attempts: int
    reply: str


class MessageHistoryPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of them; `next_cursor` continues, None at the end."""

    items: tuple[PastMessage, ...]
    next_cursor: str | None


class PastMessageQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which one; only the vendor's people are told of others' than their own organisation's."""

    message_id: UUID


class PastAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """One try, with the digest of the bytes that were handed over, if it came so far."""

    number: int
    started_at: datetime
    ended_at: datetime | None
    outcome: AttemptOutcome
    reply: str
    content_sha256: str | None


class MessageWords(msgspec.Struct, frozen=True, kw_only=True):
    """What it said, in plain text; what was secret in it is left out."""

    subject: str
    text: str


class PastMessageDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One message with every attempt, what came back, and its words where they are kept."""

    message: PastMessage
    attempts: tuple[PastAttempt, ...]
    returned: tuple[ReturnedMail, ...]
    words: MessageWords | None
    why_no_words: WhyNoWords | None
