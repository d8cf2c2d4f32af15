"""What organisations may use."""

from uuid import UUID

from contracts.catalog import Entitlements
from contracts.packages import EntitlementAnswer
from gateway.clients.rpc import CallContext, Service


class EntitlementCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def list_entitlements(self, caller: CallContext) -> Entitlements:
        """Return what the caller's organisation may use now."""
        return await self.read(caller, "list_entitlements", {}, Entitlements)

    async def check_entitlement(
        self, caller: CallContext, name: str, organisation_id: UUID | None
    ) -> EntitlementAnswer:
        """Return whether an organisation may use something now."""
        arguments = {"name": name, "organisation_id": organisation_id}
        return await self.read(caller, "check_entitlement", arguments, EntitlementAnswer)
