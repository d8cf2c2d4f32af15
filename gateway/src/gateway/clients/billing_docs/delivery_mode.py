"""How each customer wants his documents."""

from uuid import UUID

from contracts.delivery import DeliveryMode, DeliveryModeHistory, SetDeliveryMode
from gateway.clients.rpc import CallContext, Service


class DeliveryModeCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def get_delivery_mode(
        self, caller: CallContext, organisation_id: UUID | None
    ) -> DeliveryMode:
        """Say how the next document comes; only the vendor's people name whose, here and below."""
        return await self.read(
            caller, "get_delivery_mode", {"organisation_id": organisation_id}, DeliveryMode
        )

    async def list_delivery_modes(
        self, caller: CallContext, organisation_id: UUID | None
    ) -> DeliveryModeHistory:
        """List every choice that was made."""
        return await self.read(
            caller, "list_delivery_modes", {"organisation_id": organisation_id}, DeliveryModeHistory
        )

    async def set_delivery_mode(
        self, caller: CallContext, request: SetDeliveryMode
    ) -> DeliveryMode:
        """Choose how the next documents come."""
        return await self.write(caller, "set_delivery_mode", {"request": request}, DeliveryMode)
