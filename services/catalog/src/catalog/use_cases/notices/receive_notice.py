"""Take a notice about a customer's system."""

from catalog.domain.contracts import AWAITED_CUSTOMER
from catalog.store.records import Records
from catalog.use_cases.partners.find_served import find_served
from chassis.entrypoints import Incoming
from chassis.errors import Refused
from contracts.system_notices import CustomerSystemNoticed


def receive_notice(event: Incoming[CustomerSystemNoticed], records: Records) -> None:
    """Store the notice by its number; its partner's contact is told of it soon (DW-28).

    Safe to repeat. A version that is not newer than the stored one changes nothing.

    Raises:
        Refused: it contradicts itself or what is known, its customer is not known (yet), or its
            publisher does not speak for that customer.
    """
    noticed = event.data
    number = noticed.customer_number
    event.require_speaks_for(number)
    for field in ("notice_id", "system", "release"):
        text = getattr(noticed, field)
        if text is not None and not (text.strip() and text.isprintable()):
            raise Refused("invalid_data", f"data.{field}: blank, or with control characters")
    organisation_id = records.organisations.lock_customer(number)
    if organisation_id is None:
        raise Refused(
            "unknown_customer",
            "data.customer_number: no customer has this number (yet); the event is taken up by "
            "itself when one appears",
            waits_for=f"{AWAITED_CUSTOMER}{number}",
        )
    if not records.inbox.claim_new(event.source, event.id, event.body_sha256):
        return
    customer = find_served(organisation_id, records)
    records.system_notices.apply(noticed, source=event.source, customer=customer)
