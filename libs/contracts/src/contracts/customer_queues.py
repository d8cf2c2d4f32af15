"""Queues at the broker from which customers' own systems read events (docs/adr/0060)."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

CustomerQueueState = Literal["active", "closing", "closed"]
WhyClosed = Literal["revoked", "removed"]
"""Its account was revoked, or the vendor's operator has taken it away."""
CustomerQueueTrouble = Literal["full", "missing", "no_answer", "not_allowed", "made_otherwise"]


class CustomerQueue(msgspec.Struct, frozen=True, kw_only=True):
    """The queue of a machine account, and how it does; never how to sign in.

    `waiting` is how many events were ready in it at `counted_at`; both are null until then.
    While `trouble` says why nothing is put on it, events keep their place in the feed.
    """

    account_id: UUID
    name: str
    state: CustomerQueueState
    closed_because: WhyClosed | None
    trouble: CustomerQueueTrouble | None
    failing_since: datetime | None
    next_try_at: datetime | None
    made_at: datetime
    last_put_at: datetime | None
    most_events: int
    waiting: int | None
    counted_at: datetime | None


class CustomerQueues(msgspec.Struct, frozen=True, kw_only=True):
    """The queues of an organisation's machine accounts; each has one at most."""

    items: tuple[CustomerQueue, ...]
