"""All tables of identity; whoever imports this module knows every one of them."""

from identity.store import (
    announcement_tables,
    booking_tables,
    company_data_tables,
    e_billing_tables,
    identity_provider_tables,
    machine_account_tables,
    partner_tables,
    passkey_tables,
    profile_tables,
    risk_tables,
    seat_tables,
    second_factor_tables,
    sign_in_tables,
    support_tables,
    tables,
)
from identity.store.columns import metadata

__all__ = [
    "announcement_tables",
    "booking_tables",
    "company_data_tables",
    "e_billing_tables",
    "identity_provider_tables",
    "machine_account_tables",
    "metadata",
    "partner_tables",
    "passkey_tables",
    "profile_tables",
    "risk_tables",
    "seat_tables",
    "second_factor_tables",
    "sign_in_tables",
    "support_tables",
    "tables",
]
