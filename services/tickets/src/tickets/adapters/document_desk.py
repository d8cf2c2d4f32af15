"""The billing-docs service, as far as tickets asks it."""

from uuid import UUID

from contracts.billing_docs import Document
from contracts.errors import AreaNotVisible, NotFound, NotPermitted
from contracts.tickets import AttachedDocument
from tickets.adapters.calling import Calling


class DocumentDesk:
    """Where documents are looked up, as the caller sees them."""

    def __init__(self, billing_docs: Calling) -> None:
        self._billing_docs = billing_docs

    def find(self, document_id: UUID) -> AttachedDocument | None:
        """Return what the caller sees of a document, None if he does not see it.

        Raises:
            ServiceUnavailable, DeadlinePassed: billing-docs does not answer.
        """
        try:
            document = self._billing_docs.call("get_document", Document, document_id=document_id)
        except (NotFound, AreaNotVisible, NotPermitted):
            return None
        total = document.total
        return AttachedDocument(
            id=document.id,
            document_type=document.document_type,
            number=document.number,
            title=document.title,
            issued_on=document.issued_on.isoformat(),
            total=None if total is None else f"{total.minor_units} {total.currency}",
        )
