"""The one address that is told about new documents, and documents that nobody was told of."""

from uuid import UUID

from contracts.billing_docs import (
    DocumentPage,
    EBillingAddress,
    SetEBillingAddress,
    WithoutNoticeQuery,
)
from gateway.clients.rpc import CallContext, Service


class EBillingCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def get_e_billing_address(
        self, caller: CallContext, organisation_id: UUID
    ) -> EBillingAddress:
        """Return the one address that is told about new documents."""
        return await self.read(
            caller, "get_e_billing_address", {"organisation_id": organisation_id}, EBillingAddress
        )

    async def set_e_billing_address(
        self, caller: CallContext, request: SetEBillingAddress
    ) -> EBillingAddress:
        """Name the one address."""
        return await self.write(
            caller, "set_e_billing_address", {"request": request}, EBillingAddress
        )

    async def list_without_notice(
        self, caller: CallContext, query: WithoutNoticeQuery
    ) -> DocumentPage:
        """Return one page of documents that nobody was told of."""
        return await self.read(caller, "list_without_notice", {"query": query}, DocumentPage)
