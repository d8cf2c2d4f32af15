"""What reading a document brought to light."""

from dataclasses import dataclass

from billing_docs.domain.faults import Fault
from billing_docs.domain.invoice_fields import DocumentFormat, InvoiceFields
from billing_docs.domain.pdf_comparison import Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """What reading a document brought to light."""

    format: DocumentFormat
    profile: str | None = None
    invoice: InvoiceFields | None = None
    xml: bytes | None = None  # as it stands in the file, byte for byte
    xml_name: str | None = None  # as the PDF names it; a bare XML has its file's name
    xml_syntax: DocumentFormat | None = None
    differences: tuple[Difference, ...] = ()  # between the XML and the pages of a hybrid
    page_count: int = 0  # an XML has no pages
    faults: tuple[Fault, ...] = ()
