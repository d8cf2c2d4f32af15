"""Tell the other services which partner serves a customer, and who looks after it there."""

from contracts.identity import Organisation
from contracts.partner_service import CUSTOMER_SERVED, CustomerServed
from identity.store.records import Records


def tell_customer_served(customer: Organisation, records: Records) -> None:
    """Announce who serves the customer as this transaction leaves it.

    The caller has locked who serves it and opened that partner's rows, so that versions follow the
    order of the changes.
    """
    served = records.partner_customers.find(None, customer.id)
    partner = served.partner if served else None
    contact = served.contact if served else None
    records.outbox.announce(
        CUSTOMER_SERVED,
        CustomerServed(
            customer_id=customer.id,
            version=records.partner_customers.next_version(customer.id),
            customer_number=customer.customer_number,
            customer_name=customer.name,
            language=customer.language,
            partner_id=partner.id if partner else None,
            partner_name=partner.name if partner else None,
            contact_person_id=contact.person_id if contact else None,
            contact_name=contact.name if contact else None,
        ),
    )
