"""Requests and answers of the notifications service."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.bounces import Bounce

# In base64 a third more; many mail servers take messages of 20 to 25 MB.
LARGEST_ATTACHMENTS_BYTES = 15 * 1024 * 1024

MessageState = Literal["queued", "sending", "sent", "deferred", "failed", "bounced", "expired"]
ReturnedSort = Literal["failed", "delayed", "delivered", "auto_reply", "looped", "unclear"]


class MessageQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which messages; only the vendor's people may ask."""

    idempotency_key: str


class DeliveryAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """One try to hand a message over, and what the mail server said."""

    number: int
    started_at: datetime
    outcome: Literal["sending", "sent", "deferred", "failed", "in_doubt"]
    reply: str


class ReturnedMail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that came to a message's return address; only `failed` says that it reached nobody."""

    sort: ReturnedSort
    bounce: Bounce | None
    words: str
    came_at: datetime


class MessageRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One message, every attempt to deliver it, and what came back of it."""

    id: UUID
    kind: str
    state: MessageState
    message_id: str
    attempts: tuple[DeliveryAttempt, ...]
    returned: tuple[ReturnedMail, ...] = ()
