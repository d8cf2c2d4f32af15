"""The notice of a new document: who is told, and what."""

from billing_docs.domain.document import BillingDocument, Customer
from contracts.events import NoticeRequested

KIND = "document_arrived"


def arrival_notice(
    document: BillingDocument, customer: Customer, *, recipient: str, portal_url: str
) -> NoticeRequested:
    """Return the one notice of a document; its idempotency key is the document's own."""
    total = document.total_minor_units
    return NoticeRequested(
        idempotency_key=f"{KIND}:{document.id}",
        kind=KIND,
        recipient=recipient,
        language=customer.language,
        organisation_id=document.organisation_id,
        parameters={
            "document_type": document.document_type,
            "number": document.number,
            "issued_on": document.issued_on.isoformat(),
            "total_minor_units": "" if total is None else str(total),
            "currency": document.currency or "",
            "organisation_name": customer.name,
            "link": f"{portal_url.rstrip('/')}/post/{document.id}",
        },
    )
