"""Read a whole e-invoice for people."""

from billing_docs.domain.document import BillingDocument
from billing_docs.domain.invoice_fields import DocumentFormat
from billing_docs.resources import Resources
from billing_docs.use_cases.viewing.fetch_content import fetch_content
from contracts.e_invoice import EInvoice
from contracts.errors import NotFound


def read_e_invoice(document: BillingDocument, resources: Resources) -> EInvoice:
    """Return every field of the invoice that a bookkeeper needs, in UBL and CII alike.

    Raises:
        NotFound: the document holds no e-invoice.
        ArchiveDamaged: the archive's bytes are not those that were taken in.
        DependencyDown: the object store does not answer.
    """
    if document.format == DocumentFormat.PLAIN_PDF:
        raise NotFound("e_invoice")
    invoice = resources.readers.view(
        fetch_content(document, resources.archive), document.media_type
    )
    if invoice is None:
        raise NotFound("e_invoice")
    return invoice
