"""Write down what became of the message on a desk, and take the next one."""

from datetime import datetime

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.crash_points import crash_point
from chassis.database import Database
from chassis.log import get_logger
from chassis.resuming import resumed
from notifications.adapters import metrics
from notifications.adapters.sending_desk import Desk
from notifications.domain.bounces import bounce_in_words
from notifications.domain.delivery import Reply, Verdict, next_try
from notifications.domain.message import ClaimedMessage, Message
from notifications.store.messages import MessageStore
from notifications.use_cases.tell_outcome import Told, tell_failed, tell_reached, tell_sent

_log = get_logger(__name__)
_FINAL = frozenset({Verdict.SENT, Verdict.FAILED, Verdict.EXPIRED})


def settle_and_claim(desk: Desk, database: Database, clock: Clock, *, claim: bool) -> None:
    """Settle what is on the desk, and put the next message of its lane there if told to.

    If the database is away, everything stays on the desk for the next time.
    """
    done, reply, now = desk.in_hand, desk.outcome, clock.now()
    retry_at = _retry_at(done, reply, now)
    with database.transaction(every_organisation=True) as session:
        store = MessageStore(session)
        if done is not None and reply is not None:
            changed = store.settle(done, reply, retry_at=retry_at, now=now)
            if changed and retry_at is None:
                _tell(done.message, reply, session, now)
        claimed = store.claim_next(now, desk.lane) if claim else None
    desk.in_hand, desk.outcome = claimed, None
    if done is not None and reply is not None:
        crash_point("mail.settled")
        _count(done, reply, gave_up=retry_at is None)
    if claimed is not None:
        crash_point("mail.claimed")


def _tell(message: Message, reply: Reply, session: Session, now: datetime) -> None:
    if reply.verdict is Verdict.EXPIRED:
        return
    with resumed("tell outcome", message.correlation_id, message.traceparent):
        _tell_askers(message, reply, session, now)


def _tell_askers(message: Message, reply: Reply, session: Session, now: datetime) -> None:
    told = Told(
        idempotency_key=message.idempotency_key,
        kind=message.kind,
        organisation_id=message.organisation_id,
        recipient=message.recipient,
    )
    if reply.verdict is Verdict.SENT:
        tell_reached(told, session, now)
        if message.is_reported:
            tell_sent(told, session, now)
    else:
        tell_failed(told, session, now, bounce_in_words(reply.text, came_back=False))


def _retry_at(done: ClaimedMessage | None, reply: Reply | None, now: datetime) -> datetime | None:
    if done is None or reply is None or reply.verdict in _FINAL:
        return None
    return next_try(
        now,
        waits_since=done.message.waits_since or done.message.created_at,
        attempts=done.attempt,
        verdict=reply.verdict,
    )


def _count(claimed: ClaimedMessage, reply: Reply, *, gave_up: bool) -> None:
    metrics.ATTEMPTS.labels(reply.verdict.value).inc()
    if reply.verdict is Verdict.IN_DOUBT:
        metrics.IN_DOUBT.inc()
    message = claimed.message
    with resumed("settle message", message.correlation_id, message.traceparent):
        _note(claimed, reply, gave_up=gave_up)


def _note(claimed: ClaimedMessage, reply: Reply, *, gave_up: bool) -> None:
    _log.info(
        "attempt ended",
        message=str(claimed.message.id),
        kind=claimed.message.kind,
        attempt=claimed.attempt,
        verdict=reply.verdict.value,
    )
    if gave_up and reply.verdict not in {Verdict.SENT, Verdict.EXPIRED}:
        # The server's words may name the recipient: they are in the record, not in the log.
        _log.error(
            "message failed for good",
            idempotency_key=claimed.message.idempotency_key,
            kind=claimed.message.kind,
            attempts=claimed.attempt,
        )
