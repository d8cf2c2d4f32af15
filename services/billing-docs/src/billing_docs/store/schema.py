"""All tables of billing-docs; whoever imports this module knows every one of them."""

from billing_docs.store import (
    damage_tables,
    deletion_tables,
    delivery_tables,
    examination_tables,
    export_tables,
    invoice_run_tables,
    post_tables,
    retention_tables,
    sending_tables,
    tables,
)
from billing_docs.store.tables import metadata

__all__ = [
    "damage_tables",
    "deletion_tables",
    "delivery_tables",
    "examination_tables",
    "export_tables",
    "invoice_run_tables",
    "metadata",
    "post_tables",
    "retention_tables",
    "sending_tables",
    "tables",
]
