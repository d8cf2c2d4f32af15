"""What makes an organisation's access fragile."""

from contracts.risks import RiskPage, RiskQuery
from gateway.clients.rpc import CallContext, Service


class RiskCalls(Service):
    """Typed calls about risks; each raises what `RpcClient.call` raises."""

    async def list_risks(self, caller: CallContext, query: RiskQuery) -> RiskPage:
        """Return one page of what should be mended."""
        return await self.read(caller, "list_risks", {"query": query}, RiskPage)
