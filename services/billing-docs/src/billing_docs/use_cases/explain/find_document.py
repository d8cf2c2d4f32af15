"""Find out what became of a document and whether somebody was to be told of it."""

from uuid import UUID

from billing_docs.store.found_documents import FoundDocumentStore
from contracts.errors import NotFound
from contracts.notices import FoundDocument


def find_document(
    organisation_id: UUID, document_id: UUID, store: FoundDocumentStore
) -> FoundDocument:
    """Return the facts, also of a document that was deleted.

    Raises:
        NotFound: there was never one, or it is another organisation's; the two look the same.
    """
    found = store.find(organisation_id, document_id)
    if found is None:
        raise NotFound("document")
    return found
