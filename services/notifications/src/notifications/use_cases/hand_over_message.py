"""Hand one claimed message to a mail server, and say what came of it."""

from chassis.clock import Clock
from chassis.crash_points import crash_point
from chassis.database import Database
from chassis.log import get_logger
from chassis.resuming import resumed
from notifications.adapters.archive import ArchiveAwayError, AttachmentDamagedError
from notifications.adapters.composition import Envelope, Sender
from notifications.adapters.mail_server import MailServer, MailServerAwayError
from notifications.adapters.sending_desk import SendingDesk
from notifications.adapters.templates import UnfitParametersError, UnknownKindError
from notifications.domain.delivery import Reply, Verdict
from notifications.domain.message import ClaimedMessage, InvalidRecipientError
from notifications.store.messages import MessageStore

_log = get_logger(__name__)
_UNSENDABLE = (UnknownKindError, UnfitParametersError, InvalidRecipientError)


class _TakenOverError(Exception):
    """Another sender has the message in hand by now; sending it too would make a copy."""


def hand_over_message(
    claimed: ClaimedMessage,
    desk: SendingDesk,
    server: MailServer,
    *,
    sender: Sender | None = None,
    database: Database,
    clock: Clock,
) -> Reply:
    """Return what the server made of the message, which is announced right before the final dot.

    `sender` is the organisation's, where it goes through its own account. What cannot be composed
    has failed without anybody being asked.
    """
    message = claimed.message
    with resumed("hand over message", message.correlation_id, message.traceparent):
        return _hand_over(claimed, desk, server, sender, database, clock)


def _hand_over(
    claimed: ClaimedMessage,
    desk: SendingDesk,
    server: MailServer,
    sender: Sender | None,
    database: Database,
    clock: Clock,
) -> Reply:
    message = claimed.message
    if message.expires_at is not None and message.expires_at <= clock.now():
        return Reply(verdict=Verdict.EXPIRED, text="it would have come too late")
    try:
        files = [desk.archive.read(attachment) for attachment in message.attachments]
        envelope = desk.composer.compose(message, files, sender=sender)
    except _UNSENDABLE as error:
        return Reply(verdict=Verdict.FAILED, text=f"not composed: {error}")
    except AttachmentDamagedError as error:
        _log.error("attachment damaged", object_key=str(error))
        return Reply(verdict=Verdict.FAILED, text="not composed: the archived file is damaged")
    except ArchiveAwayError as error:
        return Reply(verdict=Verdict.DEFERRED, text=f"the archive does not answer: {error}")
    try:
        reply = server.hand_over(envelope, lambda: _announce(claimed, envelope, database, clock))
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
