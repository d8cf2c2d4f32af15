"""What became of a publishing system's own events."""

from contracts.billing_docs import PublicationQuery, Publications
from gateway.clients.rpc import CallContext, Service


class PublicationCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def find_publications(self, caller: CallContext, query: PublicationQuery) -> Publications:
        """Say what became of each of these events."""
        return await self.read(caller, "find_publications", {"query": query}, Publications)
