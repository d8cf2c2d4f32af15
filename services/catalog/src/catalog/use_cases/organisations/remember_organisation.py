"""Remember what identity announces of an organisation."""

from datetime import datetime

from sqlalchemy.orm import Session

from catalog.domain.contracts import AWAITED_CUSTOMER
from catalog.store.organisations import OrganisationStore
from catalog.use_cases.entitlements.tell_entitlements import tell_entitlements
from chassis.outbox import Outbox
from chassis.parking import Parking
from contracts.events import OrganisationChanged


def remember_organisation(
    changed: OrganisationChanged, session: Session, outbox: Outbox, now: datetime
) -> None:
    """Take over kind and number; take up contracts that came before their customer.

    What comes with being a customer is told to everybody (SE-11).

    Safe to repeat; an older version than the known one changes nothing.
    """
    if OrganisationStore(session).remember(changed):
        # The row stays locked until the transaction ends.
        tell_entitlements(changed.organisation_id, changed.kind, session, outbox)
    if changed.customer_number is not None:
        Parking(session, now).release(outbox, f"{AWAITED_CUSTOMER}{changed.customer_number}")
