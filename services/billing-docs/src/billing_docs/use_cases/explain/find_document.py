"""Find out what became of a document and whether somebody was to be told of it."""

from uuid import UUID

from billing_docs.store.found_documents import FoundDocumentStore
from contracts.errors import NotFound
from contracts.notices import FoundDocument
from contracts.principal import Principal


def find_document(
    caller: Principal, organisation_id: UUID, document_id: UUID, store: FoundDocumentStore
) -> FoundDocument:
    """Return the facts, also of a document that was deleted or is kept from sight.

    Raises:
        NotFound: there was never one, it is another organisation's, or data protection lets the
            vendor's people alone know of it (GDPR article 18); they look the same.
    """
    found = store.find(organisation_id, document_id)
    if found is None or (found.restriction == "gdpr_article_18" and not caller.is_staff):
        raise NotFound("document")
    return found
