"""Whether archived bytes are still the right ones."""

from uuid import UUID

from contracts.damage import DamagePage, DamageQuery, Soundness
from gateway.clients.rpc import CallContext, Service


class SoundnessCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def prove_document(self, caller: CallContext, document_id: UUID) -> Soundness:
        """Have a document's bytes read anew, because what came of them was wrong."""
        return await self.write(
            caller, "prove_document", {"document_id": document_id}, Soundness, timeout_seconds=15.0
        )

    async def list_damages(self, caller: CallContext, query: DamageQuery) -> DamagePage:
        """Return one page of damages, the latest first."""
        return await self.read(caller, "list_damages", {"query": query}, DamagePage)
