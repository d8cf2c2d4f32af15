"""Say which partner serves a customer."""

from chassis.service import actor_of
from contracts.errors import InvalidInput, NotFound
from contracts.identity import Organisation
from contracts.partners import Customer, SetPartner
from contracts.principal import Principal
from identity.domain.permissions import require_staff
from identity.domain.texts import LONGEST_REASON, one_line
from identity.store.records import Records
from identity.use_cases.partners.move_customer import move_customer


def set_partner(caller: Principal, request: SetPartner, records: Records) -> Customer:
    """Return the customer with the partner that serves it from now on, or without one.

    Raises:
        NotPermitted: the caller is not of the vendor.
        InvalidInput: no reason, the organisation is no customer, or the other one no partner.
        NotFound: there is no such organisation.
    """
    require_staff(caller)
    reason = one_line("reason", request.reason, longest=LONGEST_REASON)
    customer = records.organisations.lock(request.customer_id)
    if customer is None:
        raise NotFound("organisation")
    if customer.kind != "customer":
        raise InvalidInput("customer_id", "customers_only")
    partner = _partner(request, records)
    move_customer(customer, partner, records, actor=actor_of(caller), details={"reason": reason})
    served = records.partner_customers.find(None, customer.id)
    return served or Customer(
        id=customer.id,
        customer_number=customer.customer_number,
        name=customer.name,
        language=customer.language,
        partner=None,
        contact=None,
    )


def _partner(request: SetPartner, records: Records) -> Organisation | None:
    if request.partner_id is None:
        return None
    partner = records.organisations.find(request.partner_id)
    if partner is None or partner.kind != "partner":
        raise InvalidInput("partner_id", "not_a_partner")
    return partner
