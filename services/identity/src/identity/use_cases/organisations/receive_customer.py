"""Take a customer from the ERP's master data."""

from chassis.entrypoints import Incoming
from chassis.errors import Refused
from contracts.inbound import CustomerUpserted
from contracts.master_data import MasterData
from identity.domain.addresses import EmailAddress, NotAnAddress, parse_address
from identity.store.records import Records
from identity.use_cases.company_data.tell_company_contact import tell_company_contact
from identity.use_cases.invitations.issue_invitation import InvitationRules
from identity.use_cases.organisations.welcome_organisation import (
    OnFile,
    announce_organisation,
    invite_on_file,
)
from identity.use_cases.partners.place_by_number import place_by_number


def receive_customer(
    event: Incoming[CustomerUpserted], records: Records, rules: InvitationRules
) -> None:
    """Store the customer by its number and invite its contact once; safe to repeat (SE-13).

    A version that is not newer than the stored one changes nothing: events overtake each other.
    The e-billing address gets its own invitation, to a documents-only account (SE-28), unless it is
    the contact's address. The partner that the event names serves the customer from now on.

    Raises:
        Refused: the event is known with another content, holds a bad name or address, or its
            publisher does not speak for this customer.
    """
    customer = event.data
    if event.publisher is not None and not event.publisher.may_speak_for(customer.customer_number):
        raise Refused("not_permitted", "the publisher does not speak for this customer")
    if not customer.name.strip() or not customer.name.isprintable():
        raise Refused("invalid_name", "the name is blank or holds control characters")
    contact = _address("contact_email", customer.contact_email)
    e_billing = _address("e_billing_address", customer.e_billing_address)
    claim = records.inbox.claim(event.source, event.id, event.body_sha256)
    if claim == "conflict":
        raise Refused("conflict", "this event id was received before with another content")
    if claim == "seen":
        return
    if customer.partner_number is not None:
        records.partner_customers.lock_number(customer.partner_number)
    stored = records.organisations.apply(customer)
    if stored is None:
        return
    actor = f"system:{event.source}"
    announce_organisation(stored, records, actor=actor, e_billing_address=e_billing)
    records.company_data.put(stored.organisation.id, _on_file(customer, contact))
    if customer.partner_number is not None:
        place_by_number(stored.organisation, customer.partner_number, records, actor=actor)
    if contact:
        invited = OnFile(address=contact, role="admin", told_by=actor)
        invite_on_file(stored.organisation, invited, records, rules)
    if e_billing:
        invited = OnFile(address=e_billing, role="documents", told_by=actor)
        invite_on_file(stored.organisation, invited, records, rules)
    tell_company_contact(stored.organisation, records)


def _on_file(customer: CustomerUpserted, contact: EmailAddress | None) -> MasterData:
    """Return what the event tells of where the customer sits and whom to ask there."""
    address = customer.address
    return MasterData(
        street=address.street if address else None,
        postal_code=address.postal_code if address else None,
        city=address.city if address else None,
        country=address.country if address else None,
        contact_name=customer.contact_name,
        contact_email=contact.address if contact else None,
        contact_phone=customer.contact_phone,
    )


def _address(field: str, text: str | None) -> EmailAddress | None:
    if text is None or not text.strip():
        return None
    try:
        return parse_address(text)
    except NotAnAddress:
        raise Refused("invalid_address", f"{field} is not an e-mail address") from None
