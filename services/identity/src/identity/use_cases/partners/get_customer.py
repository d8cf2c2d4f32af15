"""Show one customer to somebody of the partner that serves it."""

from contracts.errors import NotFound
from contracts.partners import Customer
from contracts.principal import Principal
from identity.domain.business_area import require_business
from identity.domain.customer_queries import CustomerName
from identity.store.records import RecordRoom
from identity.use_cases.partners.find_own_sites import find_own_sites
from identity.use_cases.partners.find_visible_customer import find_visible_customer


def get_customer(caller: Principal, customer: CustomerName, room: RecordRoom) -> Customer:
    """Return the customer, if the caller sees it at one of his sites.

    Raises:
        NotPermitted: the caller acts for no organisation, or is no person.
        AreaNotVisible: the business area is not open to him where he acts.
        NotFound: there is none, or he does not see it; the two look the same.
    """
    require_business(caller)
    if caller.is_staff:
        with room.of_everybody() as records:
            found = records.partner_customers.find(None, customer)
        if found is not None:
            return found
        raise NotFound("customer")
    for site in find_own_sites(caller, room):
        found = find_visible_customer(site, customer, room)
        if found is not None:
            return found
    raise NotFound("customer")
