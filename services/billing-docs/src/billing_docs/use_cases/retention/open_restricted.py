"""Show a restricted document to one of the vendor's people, with a reason."""

from uuid import UUID

from billing_docs.domain.document import BillingDocument
from billing_docs.store.documents import DocumentStore
from billing_docs.store.restrictions import RestrictionStore
from chassis.audit import AuditTrail
from contracts.errors import NotFound


def open_restricted(
    organisation_id: UUID,
    document_id: UUID,
    *,
    reason: str,
    by: str,
    documents: DocumentStore,
    restrictions: RestrictionStore,
    audit: AuditTrail,
) -> BillingDocument:
    """Return the document after putting on record who looks and why (GDPR article 18 (2)).

    Raises:
        NotFound: no such document, or nothing restricts it: then it is read as every other.
    """
    found = documents.kept(organisation_id, document_id)
    placed = restrictions.of(document_id)
    if found is None or placed is None:
        raise NotFound("document")
    audit.record(
        organisation_id=organisation_id,
        actor=by,
        action="document.restricted_opened",
        subject=f"document:{document_id}",
        details={"restriction_id": str(placed.id), "reason": reason},
    )
    document, _ = found
    return document
