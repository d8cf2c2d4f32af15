"""Say who among a partner's people looks after a customer."""

from uuid import UUID

from chassis.service import actor_of
from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.identity import Membership
from contracts.partners import AssignPartnerContact, Customer
from contracts.principal import Principal
from identity.domain.visibility import is_visible
from identity.store.records import RecordRoom, Records
from identity.use_cases.partners.find_own_sites import find_own_sites, find_site
from identity.use_cases.partners.get_customer import get_customer
from identity.use_cases.partners.tell_contact_changed import tell_contact_changed
from identity.use_cases.partners.tell_customer_served import tell_customer_served


def assign_partner_contact(
    caller: Principal, request: AssignPartnerContact, room: RecordRoom
) -> Customer:
    """Return the customer with its new contact, who replaces the one before (DW-13).

    Who does not see the customer learns nothing, whatever he may do elsewhere; who sees it and may
    not assign is told so (DW-19). Repeating changes and tells nothing.

    Raises:
        NotPermitted: the caller acts for no organisation, or may not assign (DW-14); the vendor's
            people say which partner serves a customer, not who there looks after it.
        AreaNotVisible: the business area is not open to him where he acts.
        NotFound: there is no such customer, or he does not see it.
        InvalidInput: the person is no member of the partner that serves the customer.
    """
    if caller.is_staff:
        get_customer(caller, request.customer_id, room)
        raise NotPermitted("deciding_team")
    for site in find_own_sites(caller, room):
        with room.of(site.partner.id) as records:
            customer = _assign_at(site.partner.id, caller, request, records)
        if customer is not None:
            return customer
    raise NotFound("customer")


def _assign_at(
    partner_id: UUID, caller: Principal, request: AssignPartnerContact, records: Records
) -> Customer | None:
    """Return the customer after assigning, None if the caller does not see it at this site."""
    # Removing a member locks the partner too: a contact who leaves meanwhile is seen as gone.
    partner = records.organisations.lock(partner_id)
    site = find_site(caller, partner_id, records)
    service = records.partner_customers.lock(request.customer_id, partner_id=partner_id)
    if partner is None or site is None or service is None or not site.is_open:
        return None
    if not is_visible(site.viewer, service.contact_person_id):
        return None
    site.require_may_assign()
    after = _find(partner_id, request.person_id, records)
    if request.person_id is not None and after is None:
        raise InvalidInput("person_id", "not_a_member")
    customer = records.organisations.find(request.customer_id)
    if customer is not None and request.person_id != service.contact_person_id:
        records.partner_customers.set_contact(service, request.person_id)
        tell_customer_served(customer, records)
        tell_contact_changed(
            customer,
            partner,
            records,
            before=_find(partner_id, service.contact_person_id, records),
            after=after,
            actor=actor_of(caller),
            because="assigned",
        )
    return records.partner_customers.find(partner_id, request.customer_id)


def _find(partner_id: UUID, person_id: UUID | None, records: Records) -> Membership | None:
    return records.memberships.find(partner_id, person_id) if person_id else None
