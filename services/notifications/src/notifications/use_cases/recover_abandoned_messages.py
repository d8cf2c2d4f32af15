"""Take up messages whose sender died with them in hand."""

from datetime import datetime

from sqlalchemy.orm import Session

from chassis.log import get_logger
from notifications.adapters import metrics
from notifications.domain.delivery import Reply, Verdict, next_try
from notifications.domain.message import AbandonedMessage
from notifications.store.messages import MessageStore
from notifications.use_cases.tell_outcome import Told, tell_failed

_log = get_logger(__name__)


def recover_abandoned_messages(session: Session, now: datetime) -> int:
    """Let messages be sent again whose lease has run out; return how many.

    An attempt that had not announced its final dot surely sent nothing. One that had is in doubt:
    it is marked, counted, and sent again with the same Message-ID, because a copy that can be told
    as one is better than a notice that never comes.
    """
    store = MessageStore(session)
    abandoned = store.take_abandoned(now)
    for message in abandoned:
        if not _put_back(message, store, now):
            told = Told(
                idempotency_key=message.idempotency_key,
                kind=message.kind,
                organisation_id=message.organisation_id,
                recipient=message.recipient,
            )
            tell_failed(told, session, now)
    return len(abandoned)


def _put_back(message: AbandonedMessage, store: MessageStore, now: datetime) -> bool:
    """Return whether the message is tried again; otherwise it has failed for good."""
    if message.announced_at is None:
        reply = Reply(verdict=Verdict.INTERRUPTED, text="the sender stopped before handing over")
    else:
        reply = Reply(verdict=Verdict.IN_DOUBT, text="the sender stopped while handing over")
        metrics.IN_DOUBT.inc()
        _log.warning("attempt in doubt", message=str(message.id), attempt=message.attempt)
    # The pause counts from the attempt: the lease that has passed is part of it.
    retry_at = next_try(
        message.announced_at or message.started_at,
        waits_since=message.waits_since,
        attempts=message.attempt,
        verdict=reply.verdict,
    )
    store.put_back(message, reply, retry_at=retry_at, now=now)
    return retry_at is not None
