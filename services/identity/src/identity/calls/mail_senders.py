"""Whose an address is that a mail came from."""

from chassis.entrypoints import Incoming, on_event
from contracts.mails import MAIL_SENDER_ASKED, MailSenderAsked
from identity.calls.tools import IdentityCalls
from identity.use_cases.mail_senders.tell_mail_sender import tell_mail_sender


class MailSenderCalls(IdentityCalls):
    """Whose an address is that a mail came from."""

    @on_event("tickets", MAIL_SENDER_ASKED)
    def tell_mail_sender(self, event: Incoming[MailSenderAsked]) -> None:
        """Tell tickets whose it is, as things stand now."""
        with self._room.of_everybody() as records:
            tell_mail_sender(event.data, records)
