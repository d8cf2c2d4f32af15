"""Makes XRechnung files: the same invoice as XML alone, as authorities want it."""

from kontor_demo.documents.invoice_xml import Syntax, invoice_xml
from kontor_demo.documents.sketch import InvoiceSketch

_EN_16931 = b">urn:cen.eu:en16931:2017<"
_XRECHNUNG_3_0 = b">urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0<"


def make_xrechnung(sketch: InvoiceSketch, syntax: Syntax = "ubl") -> bytes:
    """Return the invoice as XRechnung 3.0 in UBL or CII.

    Raises:
        ValueError: the sketch has no `buyer_reference`, without which it is no XRechnung
            (BR-DE-15).
    """
    if not sketch.buyer_reference:
        raise ValueError("An XRechnung needs a buyer_reference (the authority's Leitweg-ID).")
    # XRechnung is EN 16931 with fewer liberties; a sketch takes none of them.
    return invoice_xml(sketch, syntax).replace(_EN_16931, _XRECHNUNG_3_0, 1)
