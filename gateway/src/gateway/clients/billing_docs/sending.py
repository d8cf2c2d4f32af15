"""Documents sent by mail."""

from uuid import UUID

from contracts.sending import (
    BillingAccess,
    DocumentDeliveries,
    DocumentDelivery,
    SendDocument,
)
from gateway.clients.rpc import CallContext, Service


class SendingCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def get_billing_access(self, caller: CallContext) -> BillingAccess:
        """Say whether the caller may send documents."""
        return await self.read(caller, "get_billing_access", {}, BillingAccess)

    async def set_up_billing_access(self, caller: CallContext) -> BillingAccess:
        """Let the caller send documents."""
        return await self.write(caller, "set_up_billing_access", {}, BillingAccess)

    async def send_document(self, caller: CallContext, request: SendDocument) -> DocumentDelivery:
        """Send one document to an address."""
        return await self.write(caller, "send_document", {"request": request}, DocumentDelivery)

    async def list_deliveries(
        self, caller: CallContext, document_id: UUID, organisation_id: UUID | None = None
    ) -> DocumentDeliveries:
        """List the mails about a document."""
        named = {"document_id": document_id, "organisation_id": organisation_id}
        return await self.read(caller, "list_deliveries", named, DocumentDeliveries)
