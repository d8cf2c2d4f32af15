"""Delete a document whose protected time is over."""

from datetime import date, datetime

from billing_docs.domain.document import BillingDocument
from billing_docs.domain.retention import may_be_deleted
from billing_docs.store.documents import DocumentStore
from chassis.audit import AuditTrail
from contracts.errors import RetentionProtected


def delete_document(
    document: BillingDocument,
    *,
    by: str,
    today: date,
    now: datetime,
    store: DocumentStore,
    audit: AuditTrail,
) -> None:
    """Take the document out of the portal; its bytes stay until the archive's lock has passed.

    Nobody's role opens an earlier way, and nothing is ever deleted by itself (SE-61).

    Raises:
        RetentionProtected: names the last protected day.
    """
    if not may_be_deleted(document.available_until, today):
        raise RetentionProtected(document.available_until.isoformat())
    if store.mark_deleted(document.organisation_id, document.id, at=now, by=by):
        audit.record(
            organisation_id=document.organisation_id,
            actor=by,
            action="document.deleted",
            subject=f"document:{document.id}",
            details={"sha256": document.sha256},
        )
