"""Keep a document out of its customer's sight."""

from datetime import date, datetime
from uuid import UUID

from billing_docs.domain.retention import is_over
from billing_docs.store.documents import DocumentStore
from billing_docs.store.restrictions import RestrictionStore
from chassis.audit import AuditTrail
from chassis.ids import new_id
from contracts.errors import NotFound, RetentionProtected
from contracts.retention import RestrictDocument, Restriction


def restrict_document(  # noqa: PLR0913 - two stores, and who when
    document_id: UUID,
    request: RestrictDocument,
    *,
    by: str,
    now: datetime,
    today: date,
    documents: DocumentStore,
    restrictions: RestrictionStore,
    audit: AuditTrail,
) -> Restriction:
    """Return the restriction; the document leaves lists, search, export, preview and download.

    It is kept, and shown to nobody without a reason (GDPR article 18). Repeating changes nothing.

    Raises:
        NotFound: no such document.
        RetentionProtected: the portal's window is named as the ground, and is not over (SE-61).
    """
    found = documents.kept(request.organisation_id, document_id)
    if found is None:
        raise NotFound("document")
    document, _ = found
    if request.ground == "portal_window_over" and not is_over(document.available_until, today):
        raise RetentionProtected(document.available_until.isoformat())
    wanted = Restriction(
        id=new_id(),
        organisation_id=document.organisation_id,
        document_id=document.id,
        ground=request.ground,
        reason=request.reason,
        placed_at=now,
        placed_by=by,
    )
    if restrictions.place(wanted):
        audit.record(
            organisation_id=document.organisation_id,
            actor=by,
            action="document.restricted",
            subject=f"document:{document.id}",
            details={"restriction_id": str(wanted.id), "ground": request.ground},
        )
        return wanted
    return restrictions.of(document.id) or wanted
