"""All tables of billing-docs; whoever imports this module knows every one of them."""

from billing_docs.store import tables
from billing_docs.store.tables import metadata

__all__ = [
    "metadata",
    "tables",
]
