"""How far a message has come, in one word for people."""

from collections.abc import Sequence

from contracts.notices import DeliveryState
from contracts.notifications import MessageState

_PLAIN: dict[MessageState, DeliveryState] = {
    "queued": "queued",
    "sending": "being_sent",
    "sent": "sent",
    "bounced": "bounced",
    "expired": "abandoned",
}


def delivery_state(state: MessageState, outcomes: Sequence[str]) -> DeliveryState:
    """Return how far a message in `state` has come whose attempts ended so, oldest first.

    A message that a mail server refused for good, or that came back, has bounced; one that was
    tried for days and given up is abandoned. Where the last attempt may have been taken without an
    answer, another follows and nobody knows meanwhile.
    """
    last = outcomes[-1] if outcomes else None
    if state == "failed":
        return "bounced" if last == "failed" else "abandoned"
    if state == "deferred":
        return "in_doubt" if last == "in_doubt" else "deferred"
    return _PLAIN[state]
