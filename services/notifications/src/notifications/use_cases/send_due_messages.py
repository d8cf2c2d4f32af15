"""Hand due messages to the mail server, one after the other, and record what it said."""

from chassis.clock import Clock
from chassis.database import Database
from chassis.log import get_logger
from notifications.adapters import metrics
from notifications.adapters.mail_server import MailServerAwayError
from notifications.adapters.sending_desk import SendingDesk
from notifications.domain.delivery import Verdict
from notifications.store.queue_statements import has_due
from notifications.use_cases.hand_over_message import hand_over_message
from notifications.use_cases.settle_and_claim import settle_and_claim

_log = get_logger(__name__)


def send_due_messages(desk: SendingDesk, database: Database, clock: Clock) -> int:
    """Send until nothing is due, the server makes trouble or the shift ends; return how many.

    Any number of processes may do this at once. A message is claimed in one transaction, announced
    in a second right before the final dot, and settled in a third, which claims the next; nothing
    is locked while the mail server thinks. While the server is away no message is touched: it is
    probed now and then. The connection is kept for the next mail.
    """
    # Left over when the database went away between the server's answer and its record.
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
            while desk.in_hand is not None:
                desk.outcome = hand_over_message(
                    desk.in_hand, desk, desk.server, database=database, clock=clock
                )
                sent += desk.outcome.verdict is Verdict.SENT
                goes_on = desk.server.is_connected and desk.ticks() < shift_ends_at
                settle_and_claim(desk, database, clock, claim=goes_on)
    finally:
        if desk.outcome is None:
            desk.clear()
    return sent


def _something_is_due(database: Database, clock: Clock) -> bool:
    with database.reading(every_organisation=True) as asked:
        return has_due(asked, clock.now(), "platform")


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
