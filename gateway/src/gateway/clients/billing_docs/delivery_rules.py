"""Standing delivery: recipients, their links, and documents that reached nobody."""

from uuid import UUID

from contracts.delivery_rules import (
    AddRecipient,
    DeliveryFailurePage,
    FailureQuery,
    RecipientLink,
    RemoveRecipient,
    Rules,
    SetRules,
    SettleFailure,
)
from gateway.clients.rpc import CallContext, Service


class DeliveryRuleCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def list_delivery_rules(self, caller: CallContext, organisation_id: UUID | None) -> Rules:
        """List who gets each new document by mail."""
        return await self.read(
            caller, "list_delivery_rules", {"organisation_id": organisation_id}, Rules
        )

    async def set_delivery_rules(self, caller: CallContext, request: SetRules) -> Rules:
        """Make these the rules and no others."""
        return await self.write(caller, "set_delivery_rules", {"request": request}, Rules)

    async def add_delivery_recipient(self, caller: CallContext, request: AddRecipient) -> Rules:
        """Add one recipient, who has to confirm."""
        return await self.write(caller, "add_delivery_recipient", {"request": request}, Rules)

    async def remove_delivery_recipient(
        self, caller: CallContext, request: RemoveRecipient
    ) -> Rules:
        """Send one recipient nothing more."""
        return await self.write(caller, "remove_delivery_recipient", {"request": request}, Rules)

    async def preview_recipient_link(self, caller: CallContext, token: str) -> RecipientLink:
        """Say what a mailed link would confirm."""
        return await self.read(caller, "preview_recipient_link", {"token": token}, RecipientLink)

    async def confirm_recipient(self, caller: CallContext, token: str) -> None:
        """Let documents go to the address."""
        await self.write(caller, "confirm_recipient", {"token": token}, object)

    async def preview_unsubscription(self, caller: CallContext, token: str) -> RecipientLink:
        """Say which address a mailed link would end."""
        return await self.read(caller, "preview_unsubscription", {"token": token}, RecipientLink)

    async def unsubscribe_recipient(self, caller: CallContext, token: str) -> None:
        """Send the address nothing more."""
        await self.write(caller, "unsubscribe_recipient", {"token": token}, object)

    async def list_delivery_failures(
        self, caller: CallContext, query: FailureQuery
    ) -> DeliveryFailurePage:
        """List documents that reached nobody by mail."""
        return await self.read(
            caller, "list_delivery_failures", {"query": query}, DeliveryFailurePage
        )

    async def settle_delivery_failure(self, caller: CallContext, request: SettleFailure) -> None:
        """Say that a failure is taken care of, or print at once."""
        await self.write(caller, "settle_delivery_failure", {"request": request}, object)
