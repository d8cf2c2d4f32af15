"""Keys for machines, once they are made."""

from uuid import UUID

from contracts.api_keys import ApiKeys
from gateway.clients.rpc import CallContext, Service


class ApiKeyCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def list_api_keys(self, caller: CallContext) -> ApiKeys:
        """Return the keys of the caller's organisation, without their secrets."""
        return await self.read(caller, "list_api_keys", {}, ApiKeys)

    async def revoke_api_key(self, caller: CallContext, key_id: UUID) -> None:
        """End a key for good."""
        await self.write(caller, "revoke_api_key", {"key_id": key_id}, type(None))
