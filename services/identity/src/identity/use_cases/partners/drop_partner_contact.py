"""Let a member who leaves look after no customer any more."""

from contracts.identity import Membership, Organisation
from identity.store.records import Records
from identity.use_cases.partners.tell_contact_changed import tell_contact_changed
from identity.use_cases.partners.tell_customer_served import tell_customer_served


def drop_partner_contact(
    partner: Organisation, member: Membership, records: Records, *, actor: str
) -> None:
    """Take the member's customers from him, each with a word to the vendor (DW-27).

    The caller has locked the partner, so nobody assigns him one meanwhile.
    """
    customers = records.partner_customers.lock_cared_for(partner.id, member.person_id)
    records.partner_customers.drop_contact(partner.id, member.person_id)
    for customer in customers:
        tell_customer_served(customer, records)
        tell_contact_changed(
            customer,
            partner,
            records,
            before=member,
            after=None,
            actor=actor,
            because="member_removed",
        )
