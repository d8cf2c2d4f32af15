"""Find a document for somebody who looks at it."""

from uuid import UUID

from billing_docs.domain.look import ShownDocument
from billing_docs.store.shown_documents import ShownDocuments
from contracts.errors import ArchiveDamaged, NotFound


def look_at_document(
    organisation_id: UUID,
    document_id: UUID,
    *,
    reader: UUID | None,
    store: ShownDocuments,
    wants_bytes: bool = False,
) -> ShownDocument:
    """Return the document, and what its reader has seen of it so far.

    Without a reader nothing is: the vendor's people and support do not read in the customer's
    place.

    Raises:
        NotFound: there is none, or it is another organisation's; the two look the same.
        ArchiveDamaged: its bytes are wanted, and known not to be the right ones: no second reader
            waits for them to be read in vain.
    """
    shown = store.find(organisation_id, document_id, reader, with_damage=wants_bytes)
    if shown is None:
        raise NotFound("document")
    if shown.is_damaged:
        raise ArchiveDamaged(str(document_id))
    return shown
