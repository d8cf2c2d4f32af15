"""Mails that came for requests."""

from uuid import UUID

from contracts.attachments import StoredAttachment
from contracts.mails import (
    HandOverMail,
    IncomingMail,
    IncomingMailDetail,
    IncomingMailQuery,
    IncomingMails,
)
from gateway.clients.rpc import CallContext, Service

# Ten files are looked at, and by the malware scanner.
_FILES_SECONDS = 60.0


class MailCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def list_mails(self, caller: CallContext, query: IncomingMailQuery) -> IncomingMails:
        """Return one page of mails, the newest first."""
        return await self.read(caller, "list_mails", {"query": query}, IncomingMails)

    async def open_mail(self, caller: CallContext, mail_id: UUID) -> StoredAttachment:
        """Return where a mail lies as it came; who looks goes on record."""
        return await self.write(caller, "open_mail", {"mail_id": mail_id}, StoredAttachment)

    async def get_mail(self, caller: CallContext, mail_id: UUID) -> IncomingMailDetail:
        """Return what a mail says; who looks goes on record."""
        return await self.write(caller, "get_mail", {"mail_id": mail_id}, IncomingMailDetail)

    async def hand_over_mail(self, caller: CallContext, request: HandOverMail) -> IncomingMail:
        """Make a mail part of a request."""
        return await self.write(
            caller,
            "hand_over_mail",
            {"request": request},
            IncomingMail,
            timeout_seconds=_FILES_SECONDS,
        )

    async def drop_mail(self, caller: CallContext, mail_id: UUID) -> IncomingMail:
        """Put a parked mail away."""
        return await self.write(caller, "drop_mail", {"mail_id": mail_id}, IncomingMail)
