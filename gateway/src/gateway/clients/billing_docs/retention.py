"""What keeps documents, and keeps them from sight: for the vendor's administration."""

from uuid import UUID

from contracts.billing_docs import ArchivedFile
from contracts.retention import (
    Custody,
    GiveReason,
    Hold,
    HoldPage,
    HoldQuery,
    PlaceHold,
    RestrictDocument,
    Restriction,
    RestrictionPage,
    RestrictionQuery,
)
from gateway.clients.rpc import CallContext, Service


class RetentionCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def get_custody(
        self, caller: CallContext, document_id: UUID, organisation_id: UUID
    ) -> Custody:
        """Return both clocks of a document, what else keeps it, and what may be done next."""
        named = {"document_id": document_id, "organisation_id": organisation_id}
        return await self.read(caller, "get_custody", named, Custody)

    async def place_hold(self, caller: CallContext, request: PlaceHold) -> Hold:
        """Hold a document, or all of a customer's, because of a case."""
        return await self.write(caller, "place_hold", {"request": request}, Hold)

    async def release_hold(self, caller: CallContext, hold_id: UUID, request: GiveReason) -> Hold:
        """Release one hold."""
        named = {"hold_id": hold_id, "request": request}
        return await self.write(caller, "release_hold", named, Hold)

    async def list_holds(self, caller: CallContext, query: HoldQuery) -> HoldPage:
        """Return one page of holds, the latest first."""
        return await self.read(caller, "list_holds", {"query": query}, HoldPage)

    async def restrict_document(
        self, caller: CallContext, document_id: UUID, request: RestrictDocument
    ) -> Restriction:
        """Keep a document out of its customer's sight."""
        named = {"document_id": document_id, "request": request}
        return await self.write(caller, "restrict_document", named, Restriction)

    async def lift_restriction(
        self, caller: CallContext, document_id: UUID, organisation_id: UUID, request: GiveReason
    ) -> None:
        """Show a restricted document again."""
        named = _of_customer(document_id, organisation_id, request)
        await self.write(caller, "lift_restriction", named, object)

    async def list_restrictions(
        self, caller: CallContext, query: RestrictionQuery
    ) -> RestrictionPage:
        """Return one page of restrictions, the latest first."""
        return await self.read(caller, "list_restrictions", {"query": query}, RestrictionPage)

    async def open_restricted(
        self, caller: CallContext, document_id: UUID, organisation_id: UUID, request: GiveReason
    ) -> ArchivedFile:
        """Say where a restricted document's bytes lie; who looks is put on record."""
        named = _of_customer(document_id, organisation_id, request)
        return await self.write(caller, "open_restricted", named, ArchivedFile)


def _of_customer(
    document_id: UUID, organisation_id: UUID, request: GiveReason
) -> dict[str, object]:
    return {
        "document_id": document_id,
        "organisation_id": organisation_id,
        "request": request,
    }
