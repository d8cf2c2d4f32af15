"""What the vendor's administration looks after: parked events, kept documents, ledgers."""

from uuid import UUID

from contracts.document_office import (
    DiscardParkedEvent,
    KeptDocumentQuery,
    KeptDocuments,
    ParkedEventPage,
    ParkedEventQuery,
    Reconciliation,
    ReplayedParkedEvents,
    ReplayParkedEvents,
)
from gateway.clients.rpc import CallContext, Service

# Some ten thousand lines, compared in batches.
_RECONCILE_SECONDS = 30.0


class OfficeCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def list_parked_events(
        self, caller: CallContext, query: ParkedEventQuery
    ) -> ParkedEventPage:
        """Return one page of events that wait, the latest first."""
        return await self.read(caller, "list_parked_events", {"query": query}, ParkedEventPage)

    async def replay_parked_events(
        self, caller: CallContext, request: ReplayParkedEvents
    ) -> ReplayedParkedEvents:
        """Send events through the front door again."""
        named = {"request": request}
        return await self.write(caller, "replay_parked_events", named, ReplayedParkedEvents)

    async def discard_parked_event(
        self, caller: CallContext, parked_id: UUID, request: DiscardParkedEvent
    ) -> None:
        """Settle an event without taking it in."""
        named = {"parked_id": parked_id, "request": request}
        await self.write(caller, "discard_parked_event", named, object)

    async def find_kept_documents(
        self, caller: CallContext, query: KeptDocumentQuery
    ) -> KeptDocuments:
        """Return a customer's documents of a number, also what he does not see."""
        return await self.read(caller, "find_kept_documents", {"query": query}, KeptDocuments)

    async def reconcile_ledger(self, caller: CallContext, ledger: str) -> Reconciliation:
        """Compare a publisher's book with the archive."""
        # It changes nothing, but is not asked twice by itself: it may take long.
        return await self.write(
            caller,
            "reconcile_ledger",
            {"ledger": ledger},
            Reconciliation,
            timeout_seconds=_RECONCILE_SECONDS,
        )
