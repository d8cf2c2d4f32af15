"""Hand due text messages to whoever carries them to phones, and record what he said."""

from chassis.clock import Clock
from chassis.crash_points import crash_point
from chassis.database import Database
from chassis.log import get_logger
from notifications.adapters.sending_desk import PhoneDesk
from notifications.adapters.templates import UnfitParametersError, UnknownKindError
from notifications.adapters.text_gateway import TextGatewayAwayError
from notifications.domain.delivery import Reply, Verdict
from notifications.domain.message import ClaimedMessage
from notifications.store.messages import MessageStore
from notifications.store.queue_statements import has_due
from notifications.use_cases.settle_and_claim import settle_and_claim

_log = get_logger(__name__)


class _TakenOverError(Exception):
    """Another sender has the message in hand by now; sending it too would make a copy."""


def send_text_messages(desk: PhoneDesk, database: Database, clock: Clock) -> int:
    """Send until nothing is due, the provider makes trouble or the shift ends; return how many.

    Any number of processes may do this at once. It goes the way of a mail: claimed, announced
    right before it is sent, settled. While the provider is away no message is touched.
    """
    if desk.outcome is not None:
        settle_and_claim(desk, database, clock, claim=False)
    if desk.breaker.is_open or not _something_is_due(database, clock):
        return 0
    sent = 0
    shift_ends_at = desk.ticks() + desk.shift_seconds
    try:
        while desk.ticks() < shift_ends_at and _connect(desk):
            settle_and_claim(desk, database, clock, claim=True)
            if desk.in_hand is None:
                break
            desk.outcome = _hand_over(desk.in_hand, desk, database, clock)
            sent += desk.outcome.verdict is Verdict.SENT
        if desk.outcome is not None:
            settle_and_claim(desk, database, clock, claim=False)
    finally:
        desk.gateway.disconnect()
        if desk.outcome is None:
            desk.clear()
    return sent


def _something_is_due(database: Database, clock: Clock) -> bool:
    with database.reading(every_organisation=True) as asked:
        return has_due(asked, clock.now(), "phone")


def _connect(desk: PhoneDesk) -> bool:
    if desk.breaker.is_open:
        return False
    try:
        desk.gateway.connect()
    except TextGatewayAwayError as error:
        _log.warning("nobody takes text messages", cause=str(error))
        desk.breaker.trip()
        return False
    desk.breaker.reset()
    return True


def _hand_over(claimed: ClaimedMessage, desk: PhoneDesk, database: Database, clock: Clock) -> Reply:
    message = claimed.message
    if message.expires_at is not None and message.expires_at <= clock.now():
        return Reply(verdict=Verdict.EXPIRED, text="it would have come too late")
    try:
        text = desk.composer.compose_text(message)
    except (UnknownKindError, UnfitParametersError) as error:
        return Reply(verdict=Verdict.FAILED, text=f"not composed: {error}")

    def announce() -> None:
        with database.transaction(every_organisation=True) as session:
            if not MessageStore(session).announce_hand_over(claimed, text.sha256, clock.now()):
                raise _TakenOverError
        crash_point("mail.announced")

    try:
        reply = desk.gateway.hand_over(text, announce)
    except _TakenOverError:
        return Reply(verdict=Verdict.INTERRUPTED, text="another sender took over")
    except TextGatewayAwayError as error:
        reply = Reply(verdict=Verdict.INTERRUPTED, text=str(error))
    crash_point("mail.answered")
    if reply.verdict in {Verdict.INTERRUPTED, Verdict.IN_DOUBT}:
        desk.breaker.trip()
    return reply
