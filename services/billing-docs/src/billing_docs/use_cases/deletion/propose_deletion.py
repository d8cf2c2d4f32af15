"""Propose to destroy what both clocks have left."""

from datetime import date, datetime

from billing_docs.domain.deletion import digest_of
from billing_docs.store.deletions import DeletionStore
from billing_docs.use_cases.deletion.put_on_record import put_on_record
from chassis.audit import AuditTrail
from chassis.ids import new_id
from contracts.deletion import DeletionRun, ProposeDeletion
from contracts.errors import InvalidInput


def propose_deletion(
    request: ProposeDeletion,
    *,
    by: str,
    now: datetime,
    today: date,
    store: DeletionStore,
    audit: AuditTrail,
) -> DeletionRun:
    """Return the proposed run with its list, which is frozen; nothing is destroyed by it.

    Listed is what no clock, no case, no restriction and no other open run keeps, the longest
    overdue first.

    Raises:
        InvalidInput: the day lies after today, or there is nothing to propose.
    """
    before = request.retained_before or today
    if before > today:
        raise InvalidInput("request.retained_before", "in_the_future")
    store.wait_for_turn()
    items = store.due(request, before)
    if not items:
        raise InvalidInput("request", "nothing_to_delete")
    run = DeletionRun(
        id=new_id(),
        state="proposed",
        reason=request.reason,
        organisation_id=request.organisation_id,
        document_type=request.document_type,
        retained_before=before,
        document_count=len(items),
        size_bytes=sum(item.size_bytes for item in items),
        items_sha256=digest_of(items),
        proposed_at=now,
        proposed_by=by,
    )
    store.add(run, items)
    put_on_record(audit, "deletion.proposed", run, by=by)
    return run
