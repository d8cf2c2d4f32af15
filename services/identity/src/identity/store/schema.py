"""All tables of identity; whoever imports this module knows every one of them."""

from identity.store import sign_in_tables, support_tables, tables
from identity.store.columns import metadata

__all__ = ["metadata", "sign_in_tables", "support_tables", "tables"]
