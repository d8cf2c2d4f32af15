"""Delete a document whose protected time is over."""

from datetime import date, datetime

from billing_docs.domain.document import BillingDocument
from billing_docs.domain.retention import is_over
from billing_docs.store.documents import DocumentStore
from billing_docs.store.holds import HoldStore
from chassis.audit import AuditTrail
from contracts.errors import DocumentHeld, RetentionProtected


def delete_document(
    document: BillingDocument,
    *,
    by: str,
    today: date,
    now: datetime,
    store: DocumentStore,
    holds: HoldStore,
    audit: AuditTrail,
) -> None:
    """Take the document out of the portal; its bytes stay until the law's clock has run out, too.

    Nobody's role opens an earlier way, and nothing is ever deleted by itself (SE-61). What becomes
    of the bytes two of the vendor's people decide (docs/adr/0030).

    Raises:
        DocumentHeld: a case needs it.
        RetentionProtected: names the last protected day.
    """
    if not is_over(document.available_until, today):
        raise RetentionProtected(document.available_until.isoformat())
    holds.wait_for_turn(document.organisation_id)
    if holds.on(document):
        raise DocumentHeld
    if store.mark_deleted(document.organisation_id, document.id, at=now, by=by):
        audit.record(
            organisation_id=document.organisation_id,
            actor=by,
            action="document.deleted",
            subject=f"document:{document.id}",
            details={"sha256": document.sha256},
        )
