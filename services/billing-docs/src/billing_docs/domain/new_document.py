"""The making of a document out of an event and the file it brings."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from billing_docs.domain.document import (
    BillingDocument,
    Customer,
    object_key,
    plain_media_type,
)
from billing_docs.domain.faults import FaultCode
from billing_docs.domain.intake import contradictions, total_of
from billing_docs.domain.invoice_fields import DocumentFormat, InvoiceFields
from billing_docs.domain.retention import retention_of
from billing_docs.domain.retention_rules import USUAL_RULES, RetentionRules
from contracts.inbound import DocumentIssued


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedContent:
    """The bytes of an issued file, and what reading them brought to light.

    `faults` are our own codes and the ids of rules that its XML breaks.
    """

    content: bytes
    format: DocumentFormat
    invoice: InvoiceFields | None
    faults: tuple[str, ...]


def make_document(
    issued: DocumentIssued,
    file: IssuedContent,
    *,
    document_id: UUID,
    source: str,
    customer: Customer,
    now: datetime,
    rules: RetentionRules = USUAL_RULES,
) -> BillingDocument:
    """Return the document, provided at `now`, not archived yet and nobody told of it.

    Number, type and date are the event's. The total is the XML's where it says one, the due date
    the XML's where the event says none. How long it is kept follows from `rules`.
    """
    invoice = file.invoice
    total = total_of(issued, invoice)
    retention = retention_of(
        provided_at=now,
        issued_on=issued.issued_on,
        rule=rules.of(issued.document_type),
        asked=issued.retain_until,
    )
    faults = [*file.faults, *(code.value for code in contradictions(issued, invoice))]
    if retention.is_clamped:
        faults.append(FaultCode.RETENTION_CLAMPED.value)
    return BillingDocument(
        id=document_id,
        organisation_id=customer.organisation_id,
        source=source,
        document_type=issued.document_type,
        number=issued.number,
        title=issued.title,
        issued_on=issued.issued_on,
        due_on=issued.due_on or (invoice.due_on if invoice else None),
        total_minor_units=total.minor_units if total else None,
        currency=total.currency if total else None,
        seller_name=invoice.seller_name if invoice else None,
        buyer_name=invoice.buyer_name if invoice else None,
        folder="post",
        format=file.format.value,
        file_name=issued.file.name,
        media_type=plain_media_type(issued.file.media_type),
        size_bytes=len(file.content),
        sha256=issued.file.sha256,
        object_key=object_key(customer.organisation_id, source, issued),
        version_id="",
        received_at=now,
        available_until=retention.available_until,
        retained_through=retention.retained_through,
        locked_until=retention.locked_until,
        run_id=issued.run_id,
        faults=tuple(dict.fromkeys(faults)),
        notice_requested_at=None,
    )
