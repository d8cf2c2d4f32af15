"""Find a customer as one of a partner's people sees it."""

from contracts.partners import Customer
from identity.domain.customer_queries import CustomerName
from identity.domain.sites import Site
from identity.domain.visibility import is_visible
from identity.store.records import RecordRoom


def find_visible_customer(site: Site, customer: CustomerName, room: RecordRoom) -> Customer | None:
    """Return the customer, None if the site's viewer does not see it there, whatever the reason."""
    if not site.is_open:
        return None
    with room.of(site.partner.id) as records:
        found = records.partner_customers.find(site.partner.id, customer)
    if found and is_visible(site.viewer, found.contact.person_id if found.contact else None):
        return found
    return None
