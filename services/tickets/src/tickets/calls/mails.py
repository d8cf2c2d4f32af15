"""Mails about requests."""

from uuid import UUID

from chassis.entrypoints import Incoming, every, on_event, rpc
from contracts.attachments import StoredAttachment
from contracts.mails import (
    MAIL_SENDER_TOLD,
    HandOverMail,
    IncomingMail,
    IncomingMailDetail,
    IncomingMailQuery,
    IncomingMails,
    MailSenderTold,
)
from contracts.principal import Principal
from tickets.calls.tools import TicketsCalls
from tickets.domain.request_types import require_staff
from tickets.use_cases.mails.drop_mail import drop_mail
from tickets.use_cases.mails.get_mail import get_mail
from tickets.use_cases.mails.hand_over_mail import hand_over_mail
from tickets.use_cases.mails.list_mails import list_mails
from tickets.use_cases.mails.open_mail import open_mail
from tickets.use_cases.mails.sweep_mails import sweep_mails
from tickets.use_cases.mails.take_up_mail import take_up_mail


class MailCalls(TicketsCalls):
    """Mails about requests."""

    @on_event("identity", MAIL_SENDER_TOLD)
    def take_up_mail(self, event: Incoming[MailSenderTold]) -> None:
        """Make a mail part of a request, or park it."""
        mailbox = self.resources.mailbox
        if mailbox is not None:
            take_up_mail(event.data, mailbox, self._tools, self.resources)

    @rpc(reads=True)
    def list_mails(self, caller: Principal, query: IncomingMailQuery) -> IncomingMails:
        """List mails that came, for the vendor's people."""
        require_staff(caller)
        return list_mails(query, self._room)

    @rpc
    def open_mail(self, caller: Principal, mail_id: UUID) -> StoredAttachment:
        """Say where a mail lies as it came, for the vendor's people. Raises NotFound."""
        require_staff(caller)
        return open_mail(caller, mail_id, self._room, self.resources)

    @rpc
    def get_mail(self, caller: Principal, mail_id: UUID) -> IncomingMailDetail:
        """Show what a mail says, for the vendor's people. Raises NotFound."""
        require_staff(caller)
        return get_mail(caller, mail_id, self._room)

    @rpc
    def hand_over_mail(self, caller: Principal, request: HandOverMail) -> IncomingMail:
        """Make a mail part of a request, for the vendor's people. Raises ChangedMeanwhile."""
        require_staff(caller)
        return hand_over_mail(caller, request, self._tools, self.resources)

    @rpc
    def drop_mail(self, caller: Principal, mail_id: UUID) -> IncomingMail:
        """Put a parked mail away, for the vendor's people. Raises NotFound, ChangedMeanwhile."""
        require_staff(caller)
        return drop_mail(caller, mail_id, self._room)

    @every(seconds=3600)
    def sweep_mails(self) -> None:
        """Forget mails that were kept long enough."""
        sweep_mails(self._room, self.resources)
