"""Remember what identity announces of an organisation."""

from datetime import datetime

from sqlalchemy.orm import Session

from catalog.domain.contracts import AWAITED_CUSTOMER
from catalog.store.organisations import OrganisationStore
from chassis.outbox import Outbox
from chassis.parking import Parking
from contracts.events import OrganisationChanged


def remember_organisation(
    changed: OrganisationChanged, session: Session, outbox: Outbox, now: datetime
) -> None:
    """Take over kind and number; take up contracts that came before their customer.

    Safe to repeat; an older version than the known one changes nothing.
    """
    OrganisationStore(session).remember(changed)
    if changed.customer_number is not None:
        Parking(session, now).release(outbox, f"{AWAITED_CUSTOMER}{changed.customer_number}")
