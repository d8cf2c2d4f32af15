"""Reads documents as they arrive: PDF, hybrid PDF (ZUGFeRD, Factur-X), XRechnung in UBL and CII.

`Readers` is the one way in: what comes from strangers is opened in processes with limits. Those
trust nothing: no password, no DOCTYPE, no entity, no network, and a bound on all that unpacks.
"""

from billing_docs.adapters.reading.readers import Readers

__all__ = ["Readers"]
