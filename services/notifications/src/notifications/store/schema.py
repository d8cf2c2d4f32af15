"""All tables of notifications; whoever imports this module knows every one of them."""

from notifications.store import mail_account_tables, tables
from notifications.store.tables import metadata

__all__ = ["TENANT_TABLES", "mail_account_tables", "metadata", "tables"]

# Each has a column `organisation_id`, and row-level security by it.
TENANT_TABLES = ("attempt", "failing_recipient", "mail_account", "message", "returned_mail")
