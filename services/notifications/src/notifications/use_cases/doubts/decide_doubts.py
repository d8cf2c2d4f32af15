"""Decide about messages of which nobody knows whether they arrived."""

from datetime import datetime

from chassis.audit import AuditTrail
from contracts.abandoned import SettledMessages
from contracts.doubtful_messages import DecideDoubts
from notifications.store.doubts import DoubtStore

_ACTIONS = {"send_again": "message.doubt_sent_again", "let_rest": "message.doubt_let_rest"}


def decide_doubts(
    request: DecideDoubts, store: DoubtStore, audit: AuditTrail, *, by: str, now: datetime
) -> SettledMessages:
    """Send messages again at once, or let them rest; return how many that was decided about.

    Twice and by two at once it is decided once. What a server is being handed just now is left for
    later.
    """
    decide = store.send_again if request.decision == "send_again" else store.let_rest
    decided = decide(request.ids, now)
    # In the order of the chains, so that two at once never wait for each other.
    for message_id, organisation_id in sorted(decided.items(), key=lambda each: str(each[1])):
        audit.record(
            organisation_id=organisation_id,
            actor=by,
            action=_ACTIONS[request.decision],
            subject=f"message:{message_id}",
        )
    return SettledMessages(count=len(decided))
