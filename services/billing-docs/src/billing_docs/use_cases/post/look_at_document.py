"""Note that somebody looks at a document."""

from datetime import datetime
from uuid import UUID

from billing_docs.domain.document import BillingDocument
from billing_docs.store.document_looks import DocumentLooks, LookKind


def look_at_document(
    document: BillingDocument,
    look: LookKind | None,
    *,
    reader: UUID | None,
    now: datetime,
    looks: DocumentLooks,
) -> tuple[BillingDocument, bool]:
    """Return the document, and whether the reader has not read it yet, this look included.

    The first preview and the first download of a person are remembered, each once (B19). Without a
    reader nothing is: the vendor's people and support do not read in the customer's place.
    """
    if reader is None:
        return document, False
    if look is not None:
        looks.remember(document, reader, look, now)
        return document, False
    return document, bool(looks.unread_among((document,), reader))
