"""Count an organisation's documents by folder and type, and what a person has not read."""

from uuid import UUID

from billing_docs.store.document_looks import DocumentLooks
from billing_docs.store.filing import FilingStore
from contracts.post import DocumentSummary


def summarise_documents(
    organisation_id: UUID,
    *,
    reader: UUID | None,
    store: FilingStore,
    looks: DocumentLooks,
    shown_types: tuple[str, ...] | None = None,
) -> DocumentSummary:
    """Return the counts; they cost the same however many documents there are.

    `reader` is the person of the organisation for whom documents are read or unread;
    `shown_types` are those that he is shown, None for every one.
    """
    unread = 0
    if reader is not None:
        unread = looks.unread_in_post(organisation_id, reader, shown_types)
    return DocumentSummary(counts=tuple(store.counts(organisation_id)), unread=unread)
