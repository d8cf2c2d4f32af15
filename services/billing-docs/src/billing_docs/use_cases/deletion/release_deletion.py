"""Release a proposed run, as a second person."""

from datetime import datetime
from uuid import UUID

from billing_docs.domain.deletion import digest_of
from billing_docs.store.deletions import DeletionStore
from billing_docs.use_cases.deletion.find_run import find_run
from billing_docs.use_cases.deletion.put_on_record import put_on_record
from chassis.audit import AuditTrail
from contracts.deletion import DeletionItemQuery, DeletionRun, ReleaseDeletion
from contracts.errors import InvalidInput, NotPermitted, RunDecided


def release_deletion(
    run_id: UUID,
    request: ReleaseDeletion,
    *,
    by: str,
    now: datetime,
    store: DeletionStore,
    audit: AuditTrail,
) -> DeletionRun:
    """Return the released run; it is carried out document by document from now on.

    Repeating by the same person changes nothing.

    Raises:
        NotFound: there is no such run.
        NotPermitted: whoever proposed it cannot release it (four eyes).
        RunDecided: it was withdrawn, or released by somebody else.
        InvalidInput: the named list is another one than the run's.
    """
    run = find_run(run_id, store, for_update=True)
    if run.proposed_by == by:
        raise NotPermitted("second_person")
    if run.released_by == by:
        return run
    if run.state != "proposed":
        raise RunDecided(run.state)
    listed = store.items(run.id, DeletionItemQuery())
    if not request.items_sha256 == run.items_sha256 == digest_of(listed):
        raise InvalidInput("request.items_sha256", "another_list")
    store.release(run.id, at=now, by=by)
    put_on_record(audit, "deletion.released", run, by=by)
    return find_run(run_id, store)
