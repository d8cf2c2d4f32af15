"""Take a proposed run back."""

from datetime import datetime
from uuid import UUID

from billing_docs.store.deletions import DeletionStore
from billing_docs.use_cases.deletion.find_run import find_run
from billing_docs.use_cases.deletion.put_on_record import put_on_record
from chassis.audit import AuditTrail
from contracts.deletion import DeletionRun
from contracts.errors import RunDecided


def withdraw_deletion(
    run_id: UUID, *, reason: str, by: str, now: datetime, store: DeletionStore, audit: AuditTrail
) -> DeletionRun:
    """Return the withdrawn run; its documents may be proposed anew. Repeating changes nothing.

    Raises:
        NotFound: there is no such run.
        RunDecided: it was released.
    """
    run = find_run(run_id, store, for_update=True)
    if run.state == "withdrawn":
        return run
    if run.state != "proposed":
        raise RunDecided(run.state)
    store.withdraw(run.id, at=now, by=by, reason=reason)
    put_on_record(audit, "deletion.withdrawn", run, by=by)
    return find_run(run_id, store)
