"""Find a document that is kept by what stands on it."""

from billing_docs.store.customers import CustomerStore
from billing_docs.store.documents import DocumentStore
from contracts.document_office import KeptDocument, KeptDocumentQuery, KeptDocuments
from contracts.errors import InvalidInput, NotFound


def find_kept(
    query: KeptDocumentQuery, customers: CustomerStore, documents: DocumentStore
) -> KeptDocuments:
    """Return a customer and his documents of that number, those that he does not see too.

    Raises:
        NotFound: no such customer.
        InvalidInput: a number that no document has.
    """
    if "\x00" in query.number:
        raise InvalidInput("query.number", "unreadable")
    customer = customers.by_number(query.customer_number)
    if customer is None:
        raise NotFound("organisation")
    found = (
        documents.kept_under_number(customer.organisation_id, query.number) if query.number else []
    )
    return KeptDocuments(
        organisation_id=customer.organisation_id,
        customer_name=customer.name,
        items=tuple(
            KeptDocument(
                document_id=document.id,
                organisation_id=document.organisation_id,
                document_type=document.document_type,
                number=document.number,
                issued_on=document.issued_on,
                is_shown=is_shown,
            )
            for document, is_shown in found
        ),
    )
