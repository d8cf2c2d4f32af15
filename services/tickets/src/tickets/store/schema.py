"""All tables of tickets; whoever imports this module knows every one of them."""

from tickets.store import (
    attachment_tables,
    canned_answer_tables,
    conversation_tables,
    department_tables,
    keeping_tables,
    mail_tables,
    master_data_tables,
    people_tables,
    request_type_tables,
    search_word_tables,
    tables,
)
from tickets.store.columns import metadata

__all__ = [
    "TENANT_TABLES",
    "attachment_tables",
    "canned_answer_tables",
    "conversation_tables",
    "department_tables",
    "keeping_tables",
    "mail_tables",
    "master_data_tables",
    "metadata",
    "people_tables",
    "request_type_tables",
    "search_word_tables",
    "tables",
]

# Each has a column `organisation_id`, and row-level security by it.
TENANT_TABLES = (
    "attachment",
    "entry",
    "master_data_change",
    "incoming_mail",
    "participant",
    "request",
    "request_reading",
    "request_share",
    "request_word",
)
