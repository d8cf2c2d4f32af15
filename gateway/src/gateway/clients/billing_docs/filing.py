"""Post and Archive: filing, reading, links between documents, and the space used."""

from uuid import UUID

from contracts.post import (
    DocumentLinks,
    DocumentReaders,
    DocumentSummary,
    MarkDocuments,
    MovedDocuments,
    MoveDocuments,
    StorageUsed,
)
from gateway.clients.rpc import CallContext, Service


class FilingCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def summarise_documents(
        self, caller: CallContext, organisation_id: UUID | None = None
    ) -> DocumentSummary:
        """Count documents by folder and type; only the vendor's people name whose, as below."""
        return await self.read(
            caller, "summarise_documents", _whose(organisation_id), DocumentSummary
        )

    async def move_documents(self, caller: CallContext, request: MoveDocuments) -> MovedDocuments:
        """Put documents into a folder (SE-60)."""
        return await self.write(caller, "move_documents", {"request": request}, MovedDocuments)

    async def mark_documents(self, caller: CallContext, request: MarkDocuments) -> None:
        """Let documents count as read by the caller, or as unread."""
        await self.write(caller, "mark_documents", {"request": request}, object)

    async def list_readers(
        self, caller: CallContext, document_id: UUID, organisation_id: UUID | None = None
    ) -> DocumentReaders:
        """Return who has previewed or downloaded a document."""
        which = {"document_id": document_id} | _whose(organisation_id)
        return await self.read(caller, "list_readers", which, DocumentReaders)

    async def list_links(
        self, caller: CallContext, document_id: UUID, organisation_id: UUID | None = None
    ) -> DocumentLinks:
        """Return what a document is linked with, both ways."""
        which = {"document_id": document_id} | _whose(organisation_id)
        return await self.read(caller, "list_links", which, DocumentLinks)

    async def get_storage_used(
        self, caller: CallContext, organisation_id: UUID | None = None
    ) -> StorageUsed:
        """Return how many bytes the organisation's documents use (MB-20)."""
        return await self.read(caller, "get_storage_used", _whose(organisation_id), StorageUsed)


def _whose(organisation_id: UUID | None) -> dict[str, object]:
    return {} if organisation_id is None else {"organisation_id": organisation_id}
