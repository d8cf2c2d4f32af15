"""Take in a mail that came to a return address, and say so when a message has reached nobody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from chassis.log import get_logger
from notifications.adapters import metrics
from notifications.adapters.returned_mail import ReturnedMail
from notifications.domain.bounces import BELIEVED_FOR
from notifications.domain.return_path import ReturnPath
from notifications.store.returned_mails import RecordedReturn, ReturnedMailStore, SentMessage
from notifications.use_cases.tell_outcome import Told, tell_failed

_log = get_logger(__name__)

Receipt = Literal["bounced", "noted", "known", "forged"]
"""What it changed: a message's state, its record, nothing because it is known, or nothing."""


def receive_returned_mail(
    mail: ReturnedMail,
    addressed_to: Sequence[str],
    *,
    path: ReturnPath,
    session: Session,
    now: datetime,
) -> Receipt:
    """Note what came back, and announce once that its message has reached nobody.

    Which message it is says the signed address alone; `addressed_to` are the addresses it came to.
    A report of success or delay, an automatic reply and a mail of ours that came round are noted
    and change nothing. Safe to repeat, and by two at once: the same mail is known, and a message
    bounces once.
    """
    message = _message_of(addressed_to, path, ReturnedMailStore(session))
    if message is None:
        metrics.RETURNED.labels("forged").inc()
        _log.warning("returned mail to an address that we did not make")
        return "forged"
    returned = _judged(mail, message, now)
    store = ReturnedMailStore(session)
    if not store.add_if_new(message, mail.digest, returned):
        return "known"
    metrics.RETURNED.labels(returned.sort).inc()
    is_believed = now - message.created_at <= BELIEVED_FOR
    if returned.bounce is None or not is_believed or not store.mark_bounced(message, now):
        return "noted"
    told = Told(
        idempotency_key=message.idempotency_key,
        kind=message.kind,
        organisation_id=message.organisation_id,
        recipient=message.recipient,
    )
    tell_failed(told, session, now, returned.bounce)
    _log.warning(
        "message came back",
        idempotency_key=message.idempotency_key,
        kind=message.kind,
        severity=returned.bounce.severity,
        reason=returned.bounce.reason,
    )
    return "bounced"


def _message_of(
    addressed_to: Sequence[str], path: ReturnPath, store: ReturnedMailStore
) -> SentMessage | None:
    for address in addressed_to:
        message_id = path.message_of(address)
        if message_id is not None:
            return store.message(message_id)
    return None


def _judged(mail: ReturnedMail, message: SentMessage, now: datetime) -> RecordedReturn:
    """Return what is noted; our own mail, which somebody's forwarding brings back, says nothing."""
    is_our_own = mail.message_id == message.message_id
    return RecordedReturn(
        sort="looped" if is_our_own else mail.sort,
        bounce=None if is_our_own else mail.bounce,
        words="" if is_our_own else mail.words,
        came_at=now,
    )
