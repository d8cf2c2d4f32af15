"""Makes the demo company's documents: real files, invented content, the same bytes every time.

`make_zugferd_invoice`, `make_invoice_pdf` and `make_xrechnung` turn an `InvoiceSketch` into a
file, `make_plain_pdf` a `LetterSketch`. `broken` spoils such files for tests.
"""

from kontor_demo.documents.company import MUSTERFABRIK, MUSTERKUNDE
from kontor_demo.documents.letters import (
    LetterKind,
    LetterSketch,
    contract_letter,
    delivery_note,
    make_plain_pdf,
    reminder,
)
from kontor_demo.documents.sketch import InvoiceLine, InvoiceSketch, InvoiceType, Party, Unit
from kontor_demo.documents.xrechnung import make_xrechnung
from kontor_demo.documents.zugferd import make_invoice_pdf, make_zugferd_invoice

__all__ = [
    "MUSTERFABRIK",
    "MUSTERKUNDE",
    "InvoiceLine",
    "InvoiceSketch",
    "InvoiceType",
    "LetterKind",
    "LetterSketch",
    "Party",
    "Unit",
    "contract_letter",
    "delivery_note",
    "make_invoice_pdf",
    "make_plain_pdf",
    "make_xrechnung",
    "make_zugferd_invoice",
    "reminder",
]
