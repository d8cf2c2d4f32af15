"""Find one document of an organisation."""

from uuid import UUID

from billing_docs.domain.document import BillingDocument
from billing_docs.store.documents import DocumentStore
from contracts.errors import NotFound


def get_document(organisation_id: UUID, document_id: UUID, store: DocumentStore) -> BillingDocument:
    """Return the document.

    Raises:
        NotFound: there is none, or it is another organisation's; the two look the same.
    """
    document = store.of_organisation(organisation_id, document_id)
    if document is None:
        raise NotFound("document")
    return document
