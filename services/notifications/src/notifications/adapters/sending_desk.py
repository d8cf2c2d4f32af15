"""What one process holds while it sends: words, connection, breaker, and the message in hand."""

from collections.abc import Callable
from dataclasses import dataclass

from notifications.adapters.archive import Archive
from notifications.adapters.composition import Composer
from notifications.adapters.mail_server import MailServer
from notifications.adapters.text_gateway import TextGateway
from notifications.domain.breaker import Breaker
from notifications.domain.delivery import Lane, Reply
from notifications.domain.message import ClaimedMessage


@dataclass(kw_only=True, slots=True)
class Desk:
    """One sender's place. `outcome` is what became of `in_hand` and is not yet written down.

    `is_taken` while somebody sends from it. `ticks` gives monotonic seconds; after `shift_seconds`
    a sender looks up, so that a process can be stopped in the middle of a long queue without
    leaving a message half handed over.
    """

    composer: Composer
    breaker: Breaker
    ticks: Callable[[], float]
    lane: Lane = "platform"
    shift_seconds: float = 5.0
    is_taken: bool = False
    in_hand: ClaimedMessage | None = None
    outcome: Reply | None = None

    def clear(self) -> None:
        """Put nothing on the desk."""
        self.in_hand = None
        self.outcome = None


@dataclass(kw_only=True, slots=True)
class SendingDesk(Desk):
    """The place of one who sends mails."""

    archive: Archive
    server: MailServer


@dataclass(kw_only=True, slots=True)
class PhoneDesk(Desk):
    """The place of one who sends text messages."""

    gateway: TextGateway
    lane: Lane = "phone"
