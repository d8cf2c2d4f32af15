"""Requests and answers of the notifications service."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

# In base64 a third more; many mail servers take messages of 20 to 25 MB.
LARGEST_ATTACHMENTS_BYTES = 15 * 1024 * 1024

MessageState = Literal["queued", "sending", "sent", "deferred", "failed"]


class MessageQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which messages; only the vendor's people may ask."""

    idempotency_key: str


class DeliveryAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """One try to hand a message over, and what the mail server said."""

    number: int
    started_at: datetime
    outcome: Literal["sending", "sent", "deferred", "failed", "in_doubt"]
    reply: str


class MessageRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One message and every attempt to deliver it."""

    id: UUID
    kind: str
    state: MessageState
    message_id: str
    attempts: tuple[DeliveryAttempt, ...]
