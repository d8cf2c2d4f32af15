"""Count an organisation's documents by folder and type, and what a person has not read."""

from uuid import UUID

from billing_docs.store.document_looks import DocumentLooks
from billing_docs.store.filing import FilingStore
from contracts.post import DocumentSummary


def summarise_documents(
    organisation_id: UUID, *, reader: UUID | None, store: FilingStore, looks: DocumentLooks
) -> DocumentSummary:
    """Return the counts; they cost the same however many documents there are.

    `reader` is the person of the organisation for whom documents are read or unread.
    """
    return DocumentSummary(
        counts=tuple(store.counts(organisation_id)),
        unread=0 if reader is None else looks.unread_in_post(organisation_id, reader),
    )
