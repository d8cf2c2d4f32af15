"""Let another partner serve a customer, or none."""

from uuid import UUID

from contracts.identity import Membership, Organisation
from identity.store.partner_customers import Service
from identity.store.records import Records
from identity.use_cases.partners.tell_contact_changed import tell_contact_changed
from identity.use_cases.partners.tell_customer_served import tell_customer_served


def move_customer(
    customer: Organisation,
    partner: Organisation | None,
    records: Records,
    *,
    actor: str,
    details: dict[str, str] | None = None,
) -> None:
    """Make `partner` the one that serves the customer; whoever looked after it no longer does.

    The caller has locked the customer and opened the rows of every organisation. Serving it
    already changes nothing, its contact included. Neither partner's trail names the other.
    """
    service = records.partner_customers.lock(customer.id)
    before = records.organisations.find(service.partner_id) if service else None
    if (before.id if before else None) == (partner.id if partner else None):
        return
    contact = _contact_of(service, records)
    if partner is None:
        records.partner_customers.remove(customer.id)
    else:
        records.partner_customers.place(customer.id, partner.id)
    chains = {each.id for each in (before, partner) if each is not None}
    # The customer's chain first, then by id: two moves at once wait in line, never for each other.
    for chain in (customer.id, *sorted(chains)):
        records.audit.record(
            organisation_id=chain,
            actor=actor,
            action="customer.partner_changed",
            subject=f"organisation:{customer.id}",
            details={
                "before": _named(before, chain, customer),
                "after": _named(partner, chain, customer),
                **(details or {}),
            },
        )
    tell_customer_served(customer, records)
    if before is not None and contact is not None:
        tell_contact_changed(
            customer,
            before,
            records,
            before=contact,
            after=None,
            actor=actor,
            because="partner_changed",
        )


def _contact_of(service: Service | None, records: Records) -> Membership | None:
    if service is None or service.contact_person_id is None:
        return None
    return records.memberships.find(service.partner_id, service.contact_person_id)


def _named(partner: Organisation | None, chain: UUID, customer: Organisation) -> str:
    """Return the partner as the trail of `chain` names it: to the customer and to itself."""
    if partner is None or chain not in {partner.id, customer.id}:
        return ""
    return f"organisation:{partner.id}"
