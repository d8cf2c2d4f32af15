"""What reading a document brought to light."""

from dataclasses import dataclass

from billing_docs.domain.faults import Fault
from billing_docs.domain.invoice_fields import DocumentFormat, InvoiceFields


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """What reading a document brought to light."""

    format: DocumentFormat
    profile: str | None = None
    invoice: InvoiceFields | None = None
    xml: bytes | None = None  # as it stands in the file, byte for byte
    page_count: int = 0  # an XML has no pages
    faults: tuple[Fault, ...] = ()
