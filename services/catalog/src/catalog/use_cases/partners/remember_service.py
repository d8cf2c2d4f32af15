"""Remember who serves a customer, as identity announces it."""

from msgspec.structs import replace

from catalog.store.records import Records
from catalog.use_cases.partners.find_served import find_served
from contracts.partner_service import CustomerServed


def remember_service(served: CustomerServed, records: Records) -> None:
    """Put the customer into its partner's list, and its contracts before those who may see them.

    Safe to repeat; an older version than the known one changes nothing.
    """
    records.organisations.wait_for_service(served.customer_id)
    records.organisations.lock(served.customer_id)
    name, number = records.organisations.name_of(served.customer_id)
    if name is not None:
        # What identity announces of the customer itself is ordered by versions of its own.
        served = replace(served, customer_name=name, customer_number=number)
    if not records.partner_accounts.remember(served):
        return
    customer = find_served(served.customer_id, records)
    records.contracts.follow_customer(customer)
    records.system_notices.follow_customer(customer)
