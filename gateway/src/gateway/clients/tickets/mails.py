"""Mails that came for requests."""

from uuid import UUID

from contracts.attachments import StoredAttachment
from contracts.mails import IncomingMailQuery, IncomingMails
from gateway.clients.rpc import CallContext, Service


class MailCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def list_mails(self, caller: CallContext, query: IncomingMailQuery) -> IncomingMails:
        """Return one page of mails, the newest first."""
        return await self.read(caller, "list_mails", {"query": query}, IncomingMails)

    async def open_mail(self, caller: CallContext, mail_id: UUID) -> StoredAttachment:
        """Return where a mail lies as it came; who looks goes on record."""
        return await self.write(caller, "open_mail", {"mail_id": mail_id}, StoredAttachment)
