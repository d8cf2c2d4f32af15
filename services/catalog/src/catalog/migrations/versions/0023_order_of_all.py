"""Indexes for lists of all customers' orders, devices of a site, and readings of a customer."""

from chassis.migrations import create_index_while_in_use, index_outbox_by_destination

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    index_outbox_by_destination()
    create_index_while_in_use("ix_customer_order_all", "customer_order", "ordered_at", "id")
    create_index_while_in_use(
        "ix_customer_order_status", "customer_order", "status", "ordered_at", "id"
    )
    create_index_while_in_use(
        "ix_device_of_site", "device", "organisation_id", "site", "sorted_number", "id"
    )
    create_index_while_in_use(
        "ix_meter_reading_of_organisation", "meter_reading", "organisation_id", "recorded_at"
    )
