"""The notice of a new document: who is told, and what."""

from uuid import UUID

from billing_docs.domain.document import BillingDocument, Customer
from contracts.events import NoticeRequested

KIND = "document_arrived"


def notice_key(document_id: UUID) -> str:
    """Return what makes the notice of a document the only one."""
    return f"{KIND}:{document_id}"


def arrival_notice(
    document: BillingDocument, customer: Customer, *, recipient: str, portal_url: str
) -> NoticeRequested:
    """Return the one notice of a document; its idempotency key is the document's own."""
    total = document.total_minor_units
    return NoticeRequested(
        idempotency_key=notice_key(document.id),
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
        is_reported=True,
    )
