"""Close an invoice run that will not become complete."""

from datetime import datetime
from uuid import UUID

from billing_docs.store.invoice_runs import InvoiceRunStore
from chassis.audit import AuditTrail
from contracts.errors import InvalidInput, NotFound


def close_run(
    run_id: UUID,
    reason: str,
    *,
    by: str,
    now: datetime,
    store: InvoiceRunStore,
    audit: AuditTrail,
) -> None:
    """Close the run with a reason, on record; a run that is closed stays as it is.

    Raises:
        NotFound: there is none.
        InvalidInput: the reason is blank.
    """
    if not reason.strip() or "\x00" in reason:
        raise InvalidInput("request.reason", "blank")
    run = store.by_id(run_id, for_change=True)
    if run is None:
        raise NotFound("invoice_run")
    if run.closed_at is not None:
        return
    store.close(run.id, at=now, by=by, reason=reason.strip())
    audit.record(
        organisation_id=None,
        actor=by,
        action="invoice_run.closed",
        subject=f"invoice_run:{run.id}",
        details={"reason": reason.strip()},
    )
