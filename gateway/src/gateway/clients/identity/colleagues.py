"""The people of one's own organisation."""

from contracts.colleagues import ColleagueQuery, Colleagues
from gateway.clients.rpc import CallContext, Service


class ColleagueCalls(Service):
    """Typed calls about colleagues; each raises what `RpcClient.call` raises."""

    async def find_colleagues(self, caller: CallContext, query: ColleagueQuery) -> Colleagues:
        """Return those of the caller's organisation whom he means."""
        return await self.read(caller, "find_colleagues", {"query": query}, Colleagues)
