"""What a publisher hears of an invoice whose XML and pages contradict each other."""

from billing_docs.domain.document import BillingDocument
from billing_docs.domain.examination import Examination
from contracts.outbound import DocumentMismatch, MismatchedField


def mismatch_of(
    document: BillingDocument, examination: Examination, *, event_source: str, event_id: str
) -> DocumentMismatch | None:
    """Return what to tell of a new document, None where XML and pages agree."""
    if not examination.differences:
        return None
    return DocumentMismatch(
        event_source=event_source,
        event_id=event_id,
        document_id=document.id,
        number=document.number,
        sha256=document.sha256,
        fields=tuple(
            MismatchedField(field=each.field, in_xml=each.in_xml, in_pdf=each.in_pdf)
            for each in examination.differences
        ),
        found_at=examination.examined_at,
    )
