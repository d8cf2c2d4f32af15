"""Take up events that wait for a customer who has come."""

from datetime import datetime

from sqlalchemy.orm import Session

from catalog.store.organisations import OrganisationStore
from chassis.outbox import Outbox
from chassis.parking import Parking


def take_up_waiting(session: Session, outbox: Outbox, now: datetime) -> int:
    """Replay the parked events whose customer is known by now; return how many.

    Closes a gap that `remember_organisation` leaves: an event that has just looked for its customer
    in vain is parked a moment after the customer came. Safe to run in several processes at once.
    """
    parking = Parking(session, now)
    return sum(parking.release(outbox, awaited) for awaited in OrganisationStore(session).awaited())
