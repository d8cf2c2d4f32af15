"""Close the invoice runs of which everything has come."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_docs.domain.invoice_run import BY_ITSELF, Run
from billing_docs.store.invoice_runs import InvoiceRunStore
from billing_docs.use_cases.invoice_runs.report_run import report_run
from chassis.audit import AuditTrail
from chassis.outbox import Outbox
from chassis.parking import Parking
from contracts.outbound import INVOICE_RUN_COMPLETED, InvoiceRunCompleted


def close_complete_runs(session: Session, outbox: Outbox, now: datetime) -> int:
    """Close each open run that is complete, tell its publisher once, and return how many.

    Safe in several processes at once: a run is looked at under its lock, and only while it is open.
    """
    store, parking = InvoiceRunStore(session), Parking(session, now)
    closed = 0
    for run in store.open_for_closing():
        if _may_be_complete(run, store) and report_run(run, store, parking).is_complete:
            _close(run, session, outbox, now)
            closed += 1
    return closed


def _may_be_complete(run: Run, store: InvoiceRunStore) -> bool:
    # A count is cheap; the report of a run that is far from complete is not.
    return run.announced is not None and store.received_count(run) == run.announced.document_count


def _close(run: Run, session: Session, outbox: Outbox, now: datetime) -> None:
    if run.announced is None or run.event_id is None:
        return
    InvoiceRunStore(session).close(run.id, at=now, by=BY_ITSELF, reason=None)
    AuditTrail(session, now).record(
        organisation_id=None,
        actor=BY_ITSELF,
        action="invoice_run.completed",
        subject=f"invoice_run:{run.id}",
    )
    outbox.publish(
        INVOICE_RUN_COMPLETED,
        InvoiceRunCompleted(
            event_source=run.source,
            event_id=run.event_id,
            run_id=run.run_id,
            document_count=run.announced.document_count,
            totals=run.announced.totals,
            completed_at=now,
        ),
        subject=run.run_id,
    )
