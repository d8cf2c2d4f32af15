"""What became of a publishing system's own events."""

import msgspec

from contracts.billing_docs import PublicationQuery, Publications
from contracts.publishing import AcceptedEvent
from gateway.clients.rpc import CallContext, Service


class PublicationCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def find_publications(self, caller: CallContext, query: PublicationQuery) -> Publications:
        """Say what became of each of these events."""
        return await self.read(caller, "find_publications", {"query": query}, Publications)

    async def publish_event(
        self, caller: CallContext, event_type: str, event: msgspec.Raw
    ) -> AcceptedEvent:
        """Hand an event in; whoever gets no answer may hand it in again."""
        return await self.write(
            caller, "publish_event", {"event_type": event_type, "event": event}, AcceptedEvent
        )
