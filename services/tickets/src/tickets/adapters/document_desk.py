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

    def find(self, document_id: UUID, organisation_id: UUID | None) -> AttachedDocument | None:
        """Return what the caller sees of a document, None if he does not see it.

        The vendor's people name whose it is.

        Raises:
            ServiceUnavailable, DeadlinePassed: billing-docs does not answer.
        """
        named = {"document_id": document_id}
        if organisation_id is not None:
            named["organisation_id"] = organisation_id
        try:
            document = self._billing_docs.call("get_document", Document, **named)
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
