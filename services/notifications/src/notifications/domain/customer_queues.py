"""Queues of customers at the broker: their names, who may read them, when a failure is tried again.

A user of the broker is made by whoever operates it, from definitions that are made here: no service
has the rights of an administrator (docs/adr/0060).
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contracts.customer_queues import CustomerQueueState, CustomerQueueTrouble, WhyClosed
from notifications.domain.feed import FeedSight

MOST_EVENTS = 50_000
"""So many events wait in a queue unless its operator says otherwise; some 40 MB of the broker."""
FEWEST_EVENTS = 1
LARGEST_QUEUE = 10_000_000

_PASSWORD_BYTES = 24
_SALT_BYTES = 4
_NOTHING = "^$"
# A reader with more connections is no reader; it must not use up those of the services.
_LIMITS = {"max-connections": 10, "max-channels": 50}
# A reader that is behind has made room within seconds; one that is away is asked less and less.
_RESTS = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 15, 60, 300))
_SPREAD = 0.2


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueRecord:
    """A customer's queue as stored: events up to `position` of the feed have been looked at."""

    organisation_id: UUID
    account_id: UUID
    state: CustomerQueueState
    closed_because: WhyClosed | None
    is_declared: bool
    most_events: int
    position: int
    failures: int
    trouble: CustomerQueueTrouble | None
    failing_since: datetime | None
    rests_until: datetime | None
    made_at: datetime
    last_put_at: datetime | None
    waiting: int | None
    counted_at: datetime | None

    @property
    def name(self) -> str:
        """Return what the queue, and its reader's user, are called at the broker."""
        return queue_name(self.account_id)


@dataclass(frozen=True, kw_only=True, slots=True)
class ServedQueue:
    """A queue, with what its account is told of at this moment."""

    queue: QueueRecord
    sight: FeedSight
    is_revoked: bool
    is_let_in: bool
    """Whether people of the organisation are let in, and so its systems."""


def queue_name(account_id: UUID) -> str:
    """Return what the queue of a machine account is called, and the user who reads it."""
    return f"customer-{account_id}"


def after_failure(
    queue: QueueRecord, trouble: CustomerQueueTrouble, now: datetime, *, luck: float
) -> QueueRecord:
    """Return the queue that took nothing; `luck`, from 0 to 1, spreads when it is tried again."""
    rest = _RESTS[min(queue.failures, len(_RESTS) - 1)]
    return replace(
        queue,
        # One that is missing is made again before the next try.
        is_declared=queue.is_declared and trouble != "missing",
        failures=queue.failures + 1,
        trouble=trouble,
        failing_since=queue.failing_since or now,
        rests_until=now + rest * (1 - _SPREAD + 2 * _SPREAD * luck),
    )


def after_success(queue: QueueRecord) -> QueueRecord:
    """Return the queue without the trouble that it had."""
    return replace(queue, failures=0, trouble=None, failing_since=None, rests_until=None)


def new_password() -> str:
    """Return a password for a reader; letters and digits alone need no quoting in an address."""
    return secrets.token_hex(_PASSWORD_BYTES)


def reader_definitions(account_id: UUID, password: str, vhost: str) -> Mapping[str, Any]:
    """Return RabbitMQ's definitions of a user who reads this queue and can do nothing else.

    The password is in them as a salted hash (rabbit_password_hashing_sha256).
    """
    user = queue_name(account_id)
    return {
        "users": [
            {
                "name": user,
                "password_hash": _hashed(password),
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": [],
                "limits": _LIMITS,
            }
        ],
        "permissions": [
            {
                "user": user,
                "vhost": vhost,
                "configure": _NOTHING,
                "write": _NOTHING,
                "read": f"^{re.escape(user)}$",
            }
        ],
    }


def _hashed(password: str) -> str:
    salt = secrets.token_bytes(_SALT_BYTES)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()
