"""Documents, and where their bytes lie."""

from uuid import UUID

from contracts.billing_docs import ArchivedFile, Document, DocumentPage, DocumentQuery
from gateway.clients.rpc import CallContext, Service


class DocumentCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def list_documents(self, caller: CallContext, query: DocumentQuery) -> DocumentPage:
        """Return one page of documents, newest first."""
        return await self.read(caller, "list_documents", {"query": query}, DocumentPage)

    async def get_document(
        self,
        caller: CallContext,
        document_id: UUID,
        organisation_id: UUID | None = None,
        *,
        is_opened: bool = False,
    ) -> Document:
        """Return one document; only the vendor's people name whose, here and below."""
        return await self.read(
            caller,
            "get_document",
            _named(document_id, organisation_id) | _if_true("is_opened", is_opened),
            Document,
        )

    async def open_preview(
        self,
        caller: CallContext,
        document_id: UUID,
        organisation_id: UUID | None = None,
        *,
        only_headers: bool = False,
    ) -> ArchivedFile:
        """Say where the bytes lie, for looking at them in the browser (SE-45)."""
        return await self.read(
            caller,
            "open_preview",
            _named(document_id, organisation_id) | _if_true("only_headers", only_headers),
            ArchivedFile,
        )

    async def open_download(
        self,
        caller: CallContext,
        document_id: UUID,
        organisation_id: UUID | None = None,
        *,
        only_headers: bool = False,
    ) -> ArchivedFile:
        """Say where the bytes lie, for taking them away."""
        return await self.read(
            caller,
            "open_download",
            _named(document_id, organisation_id) | _if_true("only_headers", only_headers),
            ArchivedFile,
        )

    async def delete_document(
        self, caller: CallContext, document_id: UUID, organisation_id: UUID | None = None
    ) -> None:
        """Delete one document, once nothing protects it any more (SE-61)."""
        await self.write(caller, "delete_document", _named(document_id, organisation_id), object)


def _named(document_id: UUID, organisation_id: UUID | None) -> dict[str, object]:
    named: dict[str, object] = {"document_id": document_id}
    return named if organisation_id is None else named | {"organisation_id": organisation_id}


def _if_true(name: str, value: bool) -> dict[str, object]:  # noqa: FBT001 - its one purpose
    return {name: True} if value else {}
