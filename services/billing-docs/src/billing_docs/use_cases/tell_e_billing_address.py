"""Tell the other services that a customer's documents are told to another address."""

import hashlib
from datetime import datetime
from uuid import UUID

from chassis.outbox import Outbox
from contracts.events import E_BILLING_ADDRESS_NAMED, EBillingAddressNamed


def tell_e_billing_address(
    organisation_id: UUID, address: str, outbox: Outbox, now: datetime
) -> None:
    """Announce that the address has been named; only its digest leaves this service."""
    named = EBillingAddressNamed(
        organisation_id=organisation_id,
        recipient_sha256=hashlib.sha256(address.casefold().encode()).hexdigest(),
        at=now,
    )
    outbox.announce(E_BILLING_ADDRESS_NAMED, named)
