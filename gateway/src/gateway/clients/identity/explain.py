"""Why somebody may or may not."""

from contracts.explain import ExplainQuery, Explanation
from gateway.clients.rpc import CallContext, Service


class ExplainCalls(Service):
    """Typed calls about decisions; each raises what `RpcClient.call` raises."""

    async def explain(self, caller: CallContext, query: ExplainQuery) -> Explanation:
        """Return which rule decides, and who can change it."""
        return await self.read(caller, "explain", {"query": query}, Explanation)
