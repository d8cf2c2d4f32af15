"""Announce who serves customers that were taken over before it was announced."""

from identity.store.records import Records
from identity.use_cases.partners.tell_customer_served import tell_customer_served

AT_ONCE = 500


def tell_not_announced(records: Records) -> int:
    """Announce up to 500 customers of whom nobody was told; return how many.

    Safe to repeat and to run in several processes at once.
    """
    waiting = records.partner_customers.lock_not_announced(limit=AT_ONCE)
    for customer_id in waiting:
        customer = records.organisations.find(customer_id)
        if customer is not None:
            tell_customer_served(customer, records)
    return len(waiting)
