"""Carry out released runs, document by document, each checked anew."""

import time
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from billing_docs.adapters.archive import Archive
from billing_docs.adapters.certificate_signature import CertificateSigner
from billing_docs.adapters.mail_parts import MailParts
from billing_docs.adapters.views import Views
from billing_docs.domain.deletion import digest_of, reason_to_keep
from billing_docs.store.deletions import DeletionStore
from billing_docs.store.documents import DocumentStore
from billing_docs.store.examinations import ExaminationStore
from billing_docs.store.holds import HoldStore
from billing_docs.store.restrictions import RestrictionStore
from billing_docs.use_cases.deletion.certify_deletion import certify_deletion
from chassis.audit import AuditTrail
from chassis.crash_points import crash_point
from chassis.database import Database
from chassis.log import get_logger
from contracts.deletion import DeletionItem, DeletionItemQuery, DeletionRun

_log = get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class DeletionTools:
    """What carrying out works with; `seconds` is how long one go may take."""

    database: Database
    archive: Archive
    views: Views
    signer: CertificateSigner
    now: datetime
    today: date
    seconds: float = 30.0


def carry_out_deletions(tools: DeletionTools) -> int:
    """Return how many documents were settled in this go: destroyed, or kept for a reason.

    Each document is a transaction of its own: a crash leaves the rest for the next go, and what the
    store has lost already is destroyed once more without harm. Two at once share the documents. A
    run whose documents are all settled is certified.

    Raises:
        DependencyDown: the object store does not answer; the rest follows later.
    """
    settled, deadline = 0, time.monotonic() + tools.seconds
    with tools.database.transaction(every_organisation=True) as session:
        runs = DeletionStore(session).released()
    for run in runs:
        for item in _open_items(tools, run):
            if time.monotonic() > deadline:
                return settled
            settled += _carry_out(tools, run, item)
        certify_deletion(
            run.id, tools.database, archive=tools.archive, signer=tools.signer, now=tools.now
        )
    return settled


def _open_items(tools: DeletionTools, run: DeletionRun) -> list[DeletionItem]:
    """Return what is still to be carried out, nothing where the list is not the released one."""
    with tools.database.transaction(every_organisation=True) as session:
        items = DeletionStore(session).items(run.id, DeletionItemQuery())
    if digest_of(items) != run.items_sha256:
        _log.error("the list of a deletion run was changed; it is not carried out", run=str(run.id))
        return []
    return [item for item in items if item.state == "listed"]


def _carry_out(tools: DeletionTools, run: DeletionRun, listed: DeletionItem) -> bool:
    with tools.database.transaction(organisation_id=listed.organisation_id) as session:
        holds, deletions = HoldStore(session), DeletionStore(session)
        documents = DocumentStore(session)
        # From here to the commit no case can come to hold it unseen.
        holds.wait_for_turn(listed.organisation_id)
        item = deletions.take(run.id, listed.document_id)
        if item is None:
            return False
        found = documents.kept(item.organisation_id, item.document_id)
        document = found[0] if found else None
        kept_because = reason_to_keep(
            item,
            document,
            holds=holds.on(document) if document else (),
            restriction=RestrictionStore(session).of(item.document_id),
            today=tools.today,
        )
        if document is not None and kept_because is None:
            destroyed = tools.archive.destruction.destroy(document)
            if destroyed:
                # What was made of it, and what was read in it, would outlive it.
                tools.views.forget(document)
                MailParts(tools.archive).forget(document.id)
                ExaminationStore(session).forget(document.organisation_id, document.id)
            kept_because = None if destroyed else "locked_in_store"
            crash_point("deletion.destroyed")
        deletions.settle(run.id, item.document_id, at=tools.now, kept_because=kept_because)
        if kept_because is None:
            documents.mark_destroyed(item.document_id, at=tools.now, by=run.released_by or "")
            _put_on_record(AuditTrail(session, tools.now), run.id, item, by=run.released_by or "")
    return True


def _put_on_record(audit: AuditTrail, run_id: UUID, item: DeletionItem, *, by: str) -> None:
    audit.record(
        organisation_id=item.organisation_id,
        actor=by,
        action="document.destroyed",
        subject=f"document:{item.document_id}",
        details={"sha256": item.sha256, "deletion_run_id": str(run_id)},
    )
