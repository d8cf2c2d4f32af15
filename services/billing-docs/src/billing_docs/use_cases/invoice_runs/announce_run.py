"""Write down what a publishing system says of an invoice run."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_docs.domain.faults import DocumentRefused
from billing_docs.domain.invoice_run import check_announcement, run_conflict
from billing_docs.store.invoice_runs import InvoiceRunStore
from chassis.entrypoints import Incoming
from chassis.errors import Refused
from contracts.inbound import InvoiceRunAnnounced


def announce_run(event: Incoming[InvoiceRunAnnounced], session: Session, now: datetime) -> None:
    """Remember the announcement; the same one again, under whatever id, changes nothing.

    Raises:
        Refused: it contradicts itself, or the announcement that is known; that one stays.
    """
    try:
        check_announcement(event.data)
        if not InvoiceRunStore(session).announce(event.source, event.id, event.data, now):
            raise run_conflict()
    except DocumentRefused as refused:
        raise Refused(refused.code.value, refused.explanation) from refused
