"""What came of an attempt, and when to try again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

Lane = Literal["platform", "own", "phone"]
"""Whose server a message goes through: the platform's, its organisation's own, or the phone's."""

LEASE = timedelta(seconds=60)
"""How long a message stays in one sender's hand without a sign of life."""

GIVE_UP_AFTER = timedelta(days=3)

# A 4xx is often greylisting or a full mailbox: ask soon, then ever more seldom.
_PAUSES = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
)
_PAUSE_AFTER_LOST_CONNECTION = timedelta(seconds=10)
_LOST_CONNECTIONS_FORGIVEN = 3


class Verdict(StrEnum):
    """How an attempt ended."""

    SENT = "sent"
    DEFERRED = "deferred"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    """The connection broke before the final dot: surely not sent."""
    EXPIRED = "expired"
    """It would have come too late: nobody was asked."""
    IN_DOUBT = "in_doubt"
    """It broke between the final dot and the answer: perhaps sent (RFC 1047)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What the mail server made of a message, and its own words for the record."""

    verdict: Verdict
    text: str


def next_try(
    now: datetime, *, waits_since: datetime, attempts: int, verdict: Verdict
) -> datetime | None:
    """Return when to try again after `attempts` attempts, None when it is time to give up.

    A lost connection says nothing about the message, so the first few cost only seconds; a message
    that loses its connection every time waits like any other. One in doubt waits at least its
    lease: the receiver may have it already, and a copy every few seconds would help nobody.
    """
    if now - waits_since >= GIVE_UP_AFTER:
        return None
    pause = _PAUSES[min(attempts, len(_PAUSES)) - 1]
    if verdict is Verdict.INTERRUPTED and attempts <= _LOST_CONNECTIONS_FORGIVEN:
        pause = _PAUSE_AFTER_LOST_CONNECTION
    if verdict is Verdict.IN_DOUBT:
        pause = max(pause, LEASE)
    return now + pause
