"""All tables of tickets; whoever imports this module knows every one of them."""

from tickets.store import people_tables, request_type_tables, tables
from tickets.store.columns import metadata

__all__ = ["TENANT_TABLES", "metadata", "people_tables", "request_type_tables", "tables"]

# Each has a column `organisation_id`, and row-level security by it.
TENANT_TABLES = ("participant", "request")
