"""Write down that proposed changes lapsed."""

from collections.abc import Iterable

from contracts.support_changes import SupportChange
from identity.store.records import Records


def record_lapsed(lapsed: Iterable[SupportChange], records: Records, *, actor: str) -> None:
    """Write into the customer's trail that nobody can agree to these changes any more."""
    for change in lapsed:
        records.audit.record(
            organisation_id=change.organisation_id,
            actor=actor,
            action="support_change.lapsed",
            subject=f"support_change:{change.id}",
            details={"operation": change.request.operation},
        )
