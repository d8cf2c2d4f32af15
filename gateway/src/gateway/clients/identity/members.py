"""Members of an organisation, and the keys of its machines."""

from uuid import UUID

from contracts.identity import ApiKey, CreateApiKey, Members, Membership, SetAreas
from gateway.clients.rpc import CallContext, Service


class MemberCalls(Service):
    """Typed calls about members; each raises what `RpcClient.call` raises."""

    async def list_members(self, caller: CallContext, organisation_id: UUID | None) -> Members:
        """Return an organisation's members; None means the caller's own organisation."""
        return await self.read(
            caller, "list_members", {"organisation_id": organisation_id}, Members
        )

    async def set_areas(self, caller: CallContext, request: SetAreas) -> Membership:
        """Say which areas one member sees from now on."""
        return await self.write(caller, "set_areas", {"request": request}, Membership)

    async def create_api_key(self, caller: CallContext, request: CreateApiKey) -> ApiKey:
        """Make a key for a machine; it is shown this once."""
        return await self.write(caller, "create_api_key", {"request": request}, ApiKey)
