"""Hand due messages to the mail server, one after the other, and record what it said."""

from datetime import datetime

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.crash_points import crash_point
from chassis.database import Database
from chassis.log import get_logger
from notifications.adapters import metrics
from notifications.adapters.archive import ArchiveAwayError, AttachmentDamagedError
from notifications.adapters.composition import Envelope
from notifications.adapters.mail_server import MailServerAwayError
from notifications.adapters.sending_desk import SendingDesk
from notifications.adapters.templates import UnfitParametersError, UnknownKindError
from notifications.domain.bounces import bounce_in_words
from notifications.domain.delivery import Reply, Verdict, next_try
from notifications.domain.message import ClaimedMessage, InvalidRecipientError, Message
from notifications.store.messages import MessageStore
from notifications.use_cases.tell_outcome import Told, tell_failed, tell_reached, tell_sent

_log = get_logger(__name__)
_UNSENDABLE = (UnknownKindError, UnfitParametersError, InvalidRecipientError)


class _TakenOverError(Exception):
    """Another sender has the message in hand by now; sending it too would make a copy."""


def send_due_messages(desk: SendingDesk, database: Database, clock: Clock) -> int:
    """Send until nothing is due, the server makes trouble or the shift ends; return how many.

    Any number of processes may do this at once. A message is claimed in one transaction, announced
    in a second right before the final dot, and settled in a third, which claims the next; nothing
    is locked while the mail server thinks. While the server is away no message is touched: it is
    probed now and then.
    """
    # Left over when the database went away between the server's answer and its record.
    if desk.outcome is not None:
        _settle_and_claim(desk, database, clock, claim=False)
    if desk.breaker.is_open or not _something_is_due(database, clock):
        return 0
    sent = 0
    shift_ends_at = desk.ticks() + desk.shift_seconds
    try:
        while desk.ticks() < shift_ends_at and _connect(desk):
            _settle_and_claim(desk, database, clock, claim=True)
            if desk.in_hand is None:
                break
            while desk.in_hand is not None:
                desk.outcome = _hand_over(desk.in_hand, desk, database, clock)
                sent += desk.outcome.verdict is Verdict.SENT
                goes_on = desk.server.is_connected and desk.ticks() < shift_ends_at
                _settle_and_claim(desk, database, clock, claim=goes_on)
    finally:
        desk.server.disconnect()
        if desk.outcome is None:
            desk.clear()
    return sent


def _something_is_due(database: Database, clock: Clock) -> bool:
    with database.transaction(every_organisation=True) as session:
        return MessageStore(session).has_due(clock.now())


def _connect(desk: SendingDesk) -> bool:
    """Connect before a message is claimed, so that none is put off for a server that is away."""
    if desk.breaker.is_open:
        return False
    try:
        desk.server.connect()
    except MailServerAwayError as error:
        _log.warning("mail server is away", cause=str(error))
        desk.breaker.trip()
        metrics.SERVER_UP.set(0)
        return False
    desk.breaker.reset()
    metrics.SERVER_UP.set(1)
    return True


def _settle_and_claim(desk: SendingDesk, database: Database, clock: Clock, *, claim: bool) -> None:
    """Write down what became of the message on the desk, and take the next one if told to.

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
        claimed = store.claim_next(now) if claim else None
    desk.in_hand, desk.outcome = claimed, None
    if done is not None and reply is not None:
        crash_point("mail.settled")
        _count(done, reply, gave_up=retry_at is None)
    if claimed is not None:
        crash_point("mail.claimed")


def _tell(message: Message, reply: Reply, session: Session, now: datetime) -> None:
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
    if done is None or reply is None or reply.verdict in {Verdict.SENT, Verdict.FAILED}:
        return None
    return next_try(
        now,
        created_at=done.message.created_at,
        attempts=done.attempt,
        verdict=reply.verdict,
    )


def _hand_over(
    claimed: ClaimedMessage, desk: SendingDesk, database: Database, clock: Clock
) -> Reply:
    message = claimed.message
    try:
        files = [desk.archive.read(attachment) for attachment in message.attachments]
        envelope = desk.composer.compose(message, files)
    except _UNSENDABLE as error:
        return Reply(verdict=Verdict.FAILED, text=f"not composed: {error}")
    except AttachmentDamagedError as error:
        _log.error("attachment damaged", object_key=str(error))
        return Reply(verdict=Verdict.FAILED, text="not composed: the archived file is damaged")
    except ArchiveAwayError as error:
        return Reply(verdict=Verdict.DEFERRED, text=f"the archive does not answer: {error}")
    try:
        reply = desk.server.hand_over(
            envelope, lambda: _announce(claimed, envelope, database, clock)
        )
    except _TakenOverError:
        return Reply(verdict=Verdict.INTERRUPTED, text="another sender took over")
    except MailServerAwayError as error:
        reply = Reply(verdict=Verdict.INTERRUPTED, text=str(error))
    crash_point("mail.answered")
    if reply.verdict in {Verdict.INTERRUPTED, Verdict.IN_DOUBT}:
        desk.breaker.trip()
    return reply


def _announce(
    claimed: ClaimedMessage, envelope: Envelope, database: Database, clock: Clock
) -> None:
    with database.transaction(every_organisation=True) as session:
        if not MessageStore(session).announce_hand_over(claimed, envelope.sha256, clock.now()):
            raise _TakenOverError
    crash_point("mail.announced")


def _count(claimed: ClaimedMessage, reply: Reply, *, gave_up: bool) -> None:
    metrics.ATTEMPTS.labels(reply.verdict.value).inc()
    if reply.verdict is Verdict.IN_DOUBT:
        metrics.IN_DOUBT.inc()
    if gave_up and reply.verdict is not Verdict.SENT:
        # The server's words may name the recipient: they are in the record, not in the log.
        _log.error(
            "message failed for good",
            idempotency_key=claimed.message.idempotency_key,
            kind=claimed.message.kind,
            attempts=claimed.attempt,
        )
