"""Learn from catalog how long an organisation's contracts let its people in."""

from datetime import UTC

from chassis.errors import Refused
from contracts.events import ContractCoverageChanged
from identity.domain.bookings import Coverage
from identity.store.records import Records
from identity.use_cases.bookings.tell_rights_changed import tell_rights_changed
from identity.use_cases.machine_accounts.tell_machine_account import tell_machine_account

ACTOR = "system:catalog"


def note_coverage(changed: ContractCoverageChanged, records: Records) -> None:
    """Store until when the organisation is let in, effective at once for whoever is signed in.

    Safe to repeat; a version that is not newer than the known one changes nothing.

    Raises:
        Refused: there is no such organisation.
    """
    organisation_id = changed.organisation_id
    if records.organisations.lock(organisation_id) is None:
        raise Refused("unknown_organisation", "organisation_id: there is no such organisation")
    before = records.bookings.note_coverage(changed)
    after = Coverage(ends_on=changed.ends_on, access_until=changed.access_until)
    if before is None or before == after:
        return
    records.audit.record(
        organisation_id=organisation_id,
        actor=ACTOR,
        action="organisation.contract_coverage_changed",
        subject=f"organisation:{organisation_id}",
        details={"before": _until(before), "after": _until(after)},
    )
    tell_rights_changed(organisation_id, records)
    for account in records.machine_accounts.all_of(organisation_id):
        if account.revoked_at is None:
            tell_machine_account(records.machine_accounts.next_version(account), records)


def _until(coverage: Coverage) -> str:
    return coverage.access_until.astimezone(UTC).isoformat() if coverage.access_until else ""
