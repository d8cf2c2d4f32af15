"""Remember that a document of an invoice run was refused, for the run's report."""

from datetime import datetime

from billing_docs.domain.faults import RefusalCode
from billing_docs.store.invoice_runs import InvoiceRunStore
from chassis.database import Database
from chassis.entrypoints import Incoming
from contracts.inbound import DocumentIssued

# PostgreSQL's text holds no NUL; such names are refused for just that.
_NUL = "\x00"


def note_run_fault(
    event: Incoming[DocumentIssued], code: RefusalCode, database: Database, now: datetime
) -> None:
    """Note the reason under the event's run, if it names one; the last reason of an event counts.

    In a transaction of its own: that of the document was rolled back.
    """
    run_id, number = event.data.run_id, event.data.number
    if run_id is None or _NUL in run_id + number:
        return
    with database.transaction() as session:
        store = InvoiceRunStore(session)
        store.see(event.source, run_id, now)
        store.note_fault(
            event.source, event.id, run_id=run_id, number=number, code=code.value, at=now
        )
