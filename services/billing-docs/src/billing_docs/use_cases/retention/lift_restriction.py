"""Show a restricted document again."""

from datetime import datetime
from uuid import UUID

from billing_docs.store.restrictions import RestrictionStore
from chassis.audit import AuditTrail
from contracts.errors import NotFound


def lift_restriction(
    organisation_id: UUID,
    document_id: UUID,
    *,
    reason: str,
    by: str,
    now: datetime,
    restrictions: RestrictionStore,
    audit: AuditTrail,
) -> None:
    """Lift the restriction; the document stands in lists and search again as before.

    Raises:
        NotFound: nothing restricts such a document.
    """
    placed = restrictions.of(document_id)
    if (
        placed is None
        or placed.organisation_id != organisation_id
        or not restrictions.lift(document_id, at=now, by=by, reason=reason)
    ):
        raise NotFound("restriction")
    audit.record(
        organisation_id=organisation_id,
        actor=by,
        action="document.restriction_lifted",
        subject=f"document:{document_id}",
        details={"restriction_id": str(placed.id)},
    )
