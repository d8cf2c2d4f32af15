"""Post and Archive: counting, moving and marking documents, their readers and links, the space."""

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
from gateway.api.bodies import OrganisationChoice
from gateway.call import Call


async def summarise_documents(call: Call, query: OrganisationChoice) -> DocumentSummary:
    """Count documents by folder and type, and what the caller has not read."""
    return await call.around.billing_docs.summarise_documents(call.context, query.organisation_id)


async def move_documents(call: Call, body: MoveDocuments) -> MovedDocuments:
    """Put up to 100 documents into Post or into the Archive; answers for each."""
    return await call.around.billing_docs.move_documents(call.context, body)


async def mark_documents(call: Call, body: MarkDocuments) -> None:
    """Let up to 100 documents count as read by the caller, or as unread."""
    await call.around.billing_docs.mark_documents(call.context, body)


async def list_readers(call: Call, document_id: UUID, query: OrganisationChoice) -> DocumentReaders:
    """Return who has previewed or downloaded a document, for those who administer."""
    return await call.around.billing_docs.list_readers(
        call.context, document_id, query.organisation_id
    )


async def list_links(call: Call, document_id: UUID, query: OrganisationChoice) -> DocumentLinks:
    """Return which documents a document corrects or refers to, and which do so to it."""
    return await call.around.billing_docs.list_links(
        call.context, document_id, query.organisation_id
    )


async def get_storage_used(call: Call, query: OrganisationChoice) -> StorageUsed:
    """Return how many bytes the organisation's documents use."""
    return await call.around.billing_docs.get_storage_used(call.context, query.organisation_id)
