"""Follow the operator's setting of the grace period."""

from uuid import UUID

from catalog.store.records import Records
from catalog.use_cases.contracts.tell_coverage import tell_coverage

AT_ONCE = 500


def find_outdated(records: Records, *, grace_days: int) -> list[UUID]:
    """Return organisations whose access was counted with another setting, at most 500."""
    return records.coverages.counted_otherwise(grace_days, limit=AT_ONCE)


def recount_coverage(organisation_id: UUID, records: Records, *, grace_days: int) -> None:
    """Count how long the organisation is let in once more; announce it where that is news."""
    if records.organisations.lock(organisation_id):
        tell_coverage(organisation_id, records, grace_days=grace_days)
