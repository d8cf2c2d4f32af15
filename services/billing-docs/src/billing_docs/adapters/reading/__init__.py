"""Reads documents as they arrive: PDF, hybrid PDF (ZUGFeRD, Factur-X), XRechnung in UBL and CII.

`read_document` is the one way in. It trusts nothing: no password, no DOCTYPE, no entity, no
network, and a bound on everything that unpacks.
"""

from billing_docs.adapters.reading.reading import ReadDocument, read_document

__all__ = ["ReadDocument", "read_document"]
