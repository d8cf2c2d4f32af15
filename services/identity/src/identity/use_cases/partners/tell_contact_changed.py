"""Have the trail and the vendor know who looks after a customer now."""

from contracts.identity import Membership, Organisation
from contracts.outbound import PARTNER_CONTACT_CHANGED, PartnerContact, PartnerContactChanged
from identity.store.records import Records


def tell_contact_changed(
    customer: Organisation,
    partner: Organisation,
    records: Records,
    *,
    before: Membership | None,
    after: Membership | None,
    actor: str,
    because: str,
) -> None:
    """Record the change in the partner's trail and publish it for the vendor's systems (DW-27).

    `because` is a stable word: `assigned`, `partner_changed` or `member_removed`.
    """
    records.audit.record(
        organisation_id=partner.id,
        actor=actor,
        action="customer.partner_contact_changed",
        subject=f"organisation:{customer.id}",
        details={
            "before": str(before.person_id) if before else "",
            "after": str(after.person_id) if after else "",
            "because": because,
        },
    )
    changed = PartnerContactChanged(
        customer_id=customer.id,
        customer_number=customer.customer_number or "",
        customer_name=customer.name,
        partner_id=partner.id,
        partner_name=partner.name,
        partner_number=partner.customer_number,
        old_contact=_contact(before),
        new_contact=_contact(after),
        changed_at=records.now,
    )
    records.outbox.publish(PARTNER_CONTACT_CHANGED, changed, subject=customer.customer_number or "")


def _contact(member: Membership | None) -> PartnerContact | None:
    if member is None:
        return None
    return PartnerContact(person_id=member.person_id, name=member.person_name, email=member.email)
