"""Let the partner that the ERP names serve a customer."""

from contracts.identity import Organisation
from identity.store.records import Records
from identity.use_cases.partners.move_customer import move_customer


def place_by_number(
    customer: Organisation, partner_number: str, records: Records, *, actor: str
) -> None:
    """Let the partner that has the number serve the customer.

    A number that no partner has yet is kept with the customer, and the trail says so: registering
    the partner finds the customer. The caller has locked the number and the customer.
    """
    if customer.kind != "customer":
        return
    partner = records.organisations.find_partner(partner_number)
    if partner is not None:
        move_customer(customer, partner, records, actor=actor)
        return
    records.audit.record(
        organisation_id=customer.id,
        actor=actor,
        action="customer.partner_unknown",
        subject=f"organisation:{customer.id}",
        details={"partner_number": partner_number},
    )
