"""List what a document is linked with."""

from billing_docs.domain.document import BillingDocument
from billing_docs.store.references import ReferenceStore
from contracts.post import DocumentLinks

MOST_LINKS = 100


def list_links(document: BillingDocument, store: ReferenceStore) -> DocumentLinks:
    """Return what the document corrects or refers to, then what does so to it (B18).

    A number that stands for no document of this organisation and issuer is named without one: the
    document may come later, be deleted, or be none of his.
    """
    return DocumentLinks(
        items=(
            *store.named_by(document, limit=MOST_LINKS),
            *store.naming(document, limit=MOST_LINKS),
        )
    )
