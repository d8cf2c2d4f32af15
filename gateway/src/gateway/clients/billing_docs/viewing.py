"""Looking at documents: their pages, their parts, the invoice in them."""

from uuid import UUID

from contracts.billing_docs import ArchivedFile
from contracts.e_invoice import EInvoice
from contracts.examination import DocumentExamination
from gateway.clients.rpc import CallContext, Service


class ViewingCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def get_examination(
        self, caller: CallContext, document_id: UUID, organisation_id: UUID | None = None
    ) -> DocumentExamination:
        """Return what reading a document brought to light."""
        named = _named(document_id, organisation_id)
        return await self.read(caller, "get_examination", named, DocumentExamination)

    async def open_page(
        self,
        caller: CallContext,
        document_id: UUID,
        number: int,
        organisation_id: UUID | None = None,
    ) -> ArchivedFile:
        """Say where the picture of a page lies."""
        named = _named(document_id, organisation_id) | {"number": number}
        return await self.read(caller, "open_page", named, ArchivedFile)

    async def open_part(
        self,
        caller: CallContext,
        document_id: UUID,
        part: str,
        organisation_id: UUID | None = None,
    ) -> ArchivedFile:
        """Say where one part of a document lies."""
        named = _named(document_id, organisation_id) | {"part": part}
        return await self.read(caller, "open_part", named, ArchivedFile)

    async def get_e_invoice(
        self, caller: CallContext, document_id: UUID, organisation_id: UUID | None = None
    ) -> EInvoice:
        """Return the whole e-invoice for people."""
        named = _named(document_id, organisation_id)
        return await self.read(caller, "get_e_invoice", named, EInvoice)


def _named(document_id: UUID, organisation_id: UUID | None) -> dict[str, object]:
    named: dict[str, object] = {"document_id": document_id}
    return named if organisation_id is None else named | {"organisation_id": organisation_id}
