"""Let a new partner serve the customers for whom the ERP has named it before."""

from contracts.identity import Organisation
from identity.store.records import Records
from identity.use_cases.partners.move_customer import move_customer


def take_up_customers(partner: Organisation, records: Records, *, actor: str) -> None:
    """Give the partner the customers that wait for its number and have no partner yet.

    The caller has locked the number and opened the rows of every organisation.
    """
    if partner.kind != "partner" or partner.customer_number is None:
        return
    for customer in records.partner_customers.waiting_for(partner.customer_number):
        move_customer(customer, partner, records, actor=actor)
