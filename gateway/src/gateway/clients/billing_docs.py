"""The billing-docs service: documents, where their bytes lie, e-billing addresses."""

from uuid import UUID

from contracts.billing_docs import (
    ArchivedFile,
    Document,
    DocumentPage,
    DocumentQuery,
    EBillingAddress,
    PublicationQuery,
    Publications,
    SetEBillingAddress,
    WithoutNoticeQuery,
)
from gateway.clients.rpc import CallContext, Service


class BillingDocs(Service):
    """Typed calls to billing-docs; each raises what `RpcClient.call` raises."""

    name = "billing_docs"

    async def list_documents(self, caller: CallContext, query: DocumentQuery) -> DocumentPage:
        """Return one page of documents, newest first."""
        return await self.read(caller, "list_documents", {"query": query}, DocumentPage)

    async def list_without_notice(
        self, caller: CallContext, query: WithoutNoticeQuery
    ) -> DocumentPage:
        """Return one page of documents that nobody was told of."""
        return await self.read(caller, "list_without_notice", {"query": query}, DocumentPage)

    async def get_document(
        self, caller: CallContext, document_id: UUID, organisation_id: UUID | None = None
    ) -> Document:
        """Return one document; only the vendor's people name whose, here and below."""
        return await self.read(
            caller, "get_document", _named(document_id, organisation_id), Document
        )

    async def open_preview(
        self, caller: CallContext, document_id: UUID, organisation_id: UUID | None = None
    ) -> ArchivedFile:
        """Say where the bytes lie, for looking at them in the browser (SE-45)."""
        return await self.read(
            caller, "open_preview", _named(document_id, organisation_id), ArchivedFile
        )

    async def open_download(
        self, caller: CallContext, document_id: UUID, organisation_id: UUID | None = None
    ) -> ArchivedFile:
        """Say where the bytes lie, for taking them away."""
        return await self.read(
            caller, "open_download", _named(document_id, organisation_id), ArchivedFile
        )

    async def delete_document(
        self, caller: CallContext, document_id: UUID, organisation_id: UUID | None = None
    ) -> None:
        """Delete one document, once nothing protects it any more (SE-61)."""
        await self.write(caller, "delete_document", _named(document_id, organisation_id), object)

    async def get_e_billing_address(
        self, caller: CallContext, organisation_id: UUID
    ) -> EBillingAddress:
        """Return the one address that is told about new documents."""
        return await self.read(
            caller, "get_e_billing_address", {"organisation_id": organisation_id}, EBillingAddress
        )

    async def set_e_billing_address(
        self, caller: CallContext, request: SetEBillingAddress
    ) -> EBillingAddress:
        """Name the one address."""
        return await self.write(
            caller, "set_e_billing_address", {"request": request}, EBillingAddress
        )

    async def find_publications(self, caller: CallContext, query: PublicationQuery) -> Publications:
        """Say what became of each of these events."""
        return await self.read(caller, "find_publications", {"query": query}, Publications)


def _named(document_id: UUID, organisation_id: UUID | None) -> dict[str, object]:
    named: dict[str, object] = {"document_id": document_id}
    return named if organisation_id is None else named | {"organisation_id": organisation_id}
