"""All tables of notifications; whoever imports this module knows every one of them."""

from notifications.store import (
    company_tables,
    customer_queue_tables,
    erasure_tables,
    feed_tables,
    mail_account_tables,
    quota_tables,
    sender_tables,
    tables,
    webhook_tables,
)
from notifications.store.tables import metadata

__all__ = [
    "TENANT_TABLES",
    "company_tables",
    "customer_queue_tables",
    "erasure_tables",
    "feed_tables",
    "mail_account_tables",
    "metadata",
    "quota_tables",
    "sender_tables",
    "tables",
    "webhook_tables",
]

# Each has a column `organisation_id`, and row-level security by it.
TENANT_TABLES = (
    "affair",
    "attempt",
    "company",
    "company_notice",
    "customer_queue",
    "failing_recipient",
    "feed_end",
    "feed_entry",
    "machine_account",
    "mail_account",
    "message",
    "notice_choice",
    "quota_use",
    "returned_mail",
    "sender",
    "telling",
    "webhook",
    "webhook_delivery",
    "webhook_turn",
)
