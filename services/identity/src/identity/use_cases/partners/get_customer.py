"""Show one customer to somebody of the partner that serves it."""

from uuid import UUID

from contracts.errors import NotFound
from contracts.partners import Customer
from contracts.principal import Principal
from identity.domain.business_area import require_business
from identity.domain.visibility import is_visible
from identity.store.records import RecordRoom
from identity.use_cases.partners.find_own_sites import find_own_sites


def get_customer(caller: Principal, customer_id: UUID, room: RecordRoom) -> Customer:
    """Return the customer, if the caller sees it at one of his sites.

    Raises:
        NotPermitted: the caller acts for no organisation, or is no person.
        AreaNotVisible: the business area is not open to him where he acts.
        NotFound: there is none, or he does not see it; the two look the same.
    """
    require_business(caller)
    if caller.is_staff:
        with room.of_everybody() as records:
            customer = records.partner_customers.find(None, customer_id)
        if customer is not None:
            return customer
        raise NotFound("customer")
    for site in find_own_sites(caller, room):
        if not site.is_open:
            continue
        with room.of(site.partner.id) as records:
            customer = records.partner_customers.find(site.partner.id, customer_id)
        if customer and is_visible(
            site.viewer, customer.contact.person_id if customer.contact else None
        ):
            return customer
    raise NotFound("customer")
