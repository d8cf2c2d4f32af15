"""All tables of catalog; whoever imports this module knows every one of them."""

from catalog.store import (
    content_tables,
    contract_tables,
    device_tables,
    entitlement_tables,
    meter_tables,
    organisation_tables,
    package_tables,
    partner_tables,
    plan_tables,
    seminar_tables,
    storage_tables,
    vendor_file_tables,
    view_tables,
)
from catalog.store.columns import metadata

__all__ = [
    "TENANT_TABLES",
    "content_tables",
    "contract_tables",
    "device_tables",
    "entitlement_tables",
    "metadata",
    "meter_tables",
    "organisation_tables",
    "package_tables",
    "partner_tables",
    "plan_tables",
    "seminar_tables",
    "storage_tables",
    "vendor_file_tables",
    "view_tables",
]

# Each has a column `organisation_id`, and row-level security by it (docs/adr/0017).
TENANT_TABLES = (
    "alarm_acknowledgement",
    "billing_info",
    "contract",
    "contract_coverage",
    "counter_change",
    "device",
    "entitlement_set",
    "list_view",
    "meter",
    "meter_reading",
    "meter_report",
    "notice_confirmation",
    "organisation",
    "package_booking",
    "package_request",
    "plan_use",
    "plan_use_count",
    "plan_warning",
    "seminar_place",
    "storage_used",
    "partner_account",
    "reading_reminder",
    "reactivation_order",
    "subscription",
)
