"""Let documents go by post that reached nobody by mail and that nobody has looked after."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_docs.store.deliveries import DeliveryStore
from billing_docs.store.delivery_failures import DeliveryFailureStore
from billing_docs.use_cases.failures.settle_delivery_failure import print_undelivered
from chassis.outbox import Outbox

ACTOR = "system:billing_docs"
MOST_AT_ONCE = 100


def print_overdue_failures(session: Session, *, outbox: Outbox, now: datetime) -> int:
    """Return how many documents were ordered on paper.

    A document that has reached somebody else meanwhile is settled without paper. Any number of
    processes may do this at once.
    """
    failures, deliveries = DeliveryFailureStore(session), DeliveryStore(session)
    printed = 0
    for overdue in failures.take_overdue(now, limit=MOST_AT_ONCE):
        if deliveries.has_reached_somebody(overdue.document_id):
            failures.settle(overdue.document_id, "reached", by=ACTOR, at=now)
            continue
        failures.settle(overdue.document_id, "printed", by=ACTOR, at=now)
        print_undelivered(
            overdue.document_id, overdue.organisation_id, session=session, outbox=outbox, now=now
        )
        printed += 1
    return printed
