"""List who has previewed or downloaded a document."""

from billing_docs.domain.document import BillingDocument
from billing_docs.store.document_looks import DocumentLooks
from contracts.post import DocumentReader, DocumentReaders

MOST_READERS = 500


def list_readers(document: BillingDocument, looks: DocumentLooks) -> DocumentReaders:
    """Return the first looks of each person, the first reader first; opening alone is none."""
    return DocumentReaders(
        items=tuple(
            DocumentReader(
                person_id=look.person_id,
                first_previewed_at=look.first_previewed_at,
                first_downloaded_at=look.first_downloaded_at,
            )
            for look in looks.of_document(document, limit=MOST_READERS)
        )
    )
