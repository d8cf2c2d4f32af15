"""Follow the operator's setting of the grace period."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from catalog.store.contracts import CoverageStore
from catalog.store.organisations import OrganisationStore
from catalog.use_cases.contracts.tell_coverage import tell_coverage
from chassis.outbox import Outbox

AT_ONCE = 500


def find_outdated(session: Session, *, grace_days: int) -> list[UUID]:
    """Return organisations whose access was counted with another setting, at most 500."""
    return CoverageStore(session).counted_otherwise(grace_days, limit=AT_ONCE)


def recount_coverage(
    organisation_id: UUID, session: Session, outbox: Outbox, *, now: datetime, grace_days: int
) -> None:
    """Count how long the organisation is let in once more; announce it where that is news."""
    if OrganisationStore(session).lock(organisation_id):
        tell_coverage(organisation_id, session, outbox, now=now, grace_days=grace_days)
