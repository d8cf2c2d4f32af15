"""What is new for people who look at requests just now."""

from contracts.request_news import News, NewsQuery
from gateway.clients.rpc import CallContext, Service


class NewsCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def list_news(self, caller: CallContext, query: NewsQuery) -> News:
        """Return what the caller listens to, and what he has missed."""
        return await self.read(caller, "list_news", {"query": query}, News)
