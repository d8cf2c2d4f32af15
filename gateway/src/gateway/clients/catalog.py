"""The catalog service: packages on offer and what the organisation may use."""

from contracts.catalog import Entitlements, Packages
from gateway.clients.rpc import CallContext, Service


class Catalog(Service):
    """Typed calls to catalog; each raises what `RpcClient.call` raises."""

    name = "catalog"

    async def list_packages(self, caller: CallContext) -> Packages:
        """Return every package on offer."""
        return await self.read(caller, "list_packages", {}, Packages)

    async def list_entitlements(self, caller: CallContext) -> Entitlements:
        """Return what the caller's organisation may use now."""
        return await self.read(caller, "list_entitlements", {}, Entitlements)
