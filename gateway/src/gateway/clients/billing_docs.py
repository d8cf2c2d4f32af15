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
)
from gateway.clients.rpc import CallContext, Service


class BillingDocs(Service):
    """Typed calls to billing-docs; each raises what `RpcClient.call` raises."""

    name = "billing_docs"

    async def list_documents(self, caller: CallContext, query: DocumentQuery) -> DocumentPage:
        """Return one page of documents, newest first."""
        return await self.read(caller, "list_documents", {"query": query}, DocumentPage)

    async def get_document(self, caller: CallContext, document_id: UUID) -> Document:
        """Return one document."""
        return await self.read(caller, "get_document", {"document_id": document_id}, Document)

    async def open_preview(self, caller: CallContext, document_id: UUID) -> ArchivedFile:
        """Say where the bytes lie, for looking at them in the browser (SE-45)."""
        return await self.read(caller, "open_preview", {"document_id": document_id}, ArchivedFile)

    async def open_download(self, caller: CallContext, document_id: UUID) -> ArchivedFile:
        """Say where the bytes lie, for handing them over; counts as a download."""
        return await self.read(caller, "open_download", {"document_id": document_id}, ArchivedFile)

    async def delete_document(self, caller: CallContext, document_id: UUID) -> None:
        """Delete one document, once nothing protects it any more (SE-61)."""
        await self.write(caller, "delete_document", {"document_id": document_id}, object)

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
        await self.write(caller, "set_e_billing_address", {"request": request}, object)
        return EBillingAddress(organisation_id=request.organisation_id, email=request.email)

    async def find_publications(self, caller: CallContext, query: PublicationQuery) -> Publications:
        """Say what became of each of these events."""
        return await self.read(caller, "find_publications", {"query": query}, Publications)
