"""What an event and the file it brings say together."""

from billing_docs.domain.invoice_fields import InvoiceFields
from contracts.inbound import DocumentIssued
from contracts.money import Money


def contradictions(event: DocumentIssued, invoice: InvoiceFields | None) -> tuple[str, ...]:
    """Return the codes of what the event says otherwise than the invoice's own XML.

    The document is archived all the same: in a hybrid invoice the XML prevails, and the publisher
    learns of the difference.
    """
    if invoice is None:
        return ()
    found = []
    if invoice.number is not None and invoice.number != event.number:
        found.append("number_differs_from_event")
    if invoice.issued_on is not None and invoice.issued_on != event.issued_on:
        found.append("date_differs_from_event")
    total = total_of(None, invoice)
    if event.total is not None and total is not None and total != event.total:
        found.append("total_differs_from_event")
    return tuple(found)


def total_of(event: DocumentIssued | None, invoice: InvoiceFields | None) -> Money | None:
    """Return the total, tax included: the XML's own where it says one, else the event's."""
    if invoice is not None and invoice.total_cents is not None and invoice.currency is not None:
        return Money(minor_units=invoice.total_cents, currency=invoice.currency)
    return event.total if event is not None else None
