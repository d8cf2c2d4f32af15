"""Find whose a contract is, and who serves that customer."""

from uuid import UUID

from catalog.store.contracts import ServedCustomer
from catalog.store.records import Records


def find_served(customer_id: UUID, records: Records) -> ServedCustomer:
    """Return the customer as its contracts name it; the caller has locked it."""
    name, number = records.organisations.name_of(customer_id)
    service = records.partner_accounts.service_of(customer_id)
    return ServedCustomer(
        organisation_id=customer_id,
        # Organisations from before names were kept are called as their partner's list does.
        name=name or service.customer_name,
        number=number or service.customer_number,
        service=service,
    )
