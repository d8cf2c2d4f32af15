"""Learn from catalog what an organisation may use."""

from chassis.errors import Refused
from contracts.events import EntitlementsChanged
from identity.store.records import Records
from identity.use_cases.bookings.tell_rights_changed import tell_rights_changed

ACTOR = "system:catalog"


def note_entitlements(changed: EntitlementsChanged, records: Records) -> None:
    """Store what the organisation may use, effective at once for whoever is signed in (SE-15).

    Safe to repeat; a version that is not newer than the known one changes nothing.

    Raises:
        Refused: there is no such organisation.
    """
    organisation_id = changed.organisation_id
    if records.organisations.lock(organisation_id) is None:
        raise Refused("unknown_organisation", "organisation_id: there is no such organisation")
    before = records.bookings.note_entitlements(changed)
    if before is None or before == changed.entitlements:
        return
    records.audit.record(
        organisation_id=organisation_id,
        actor=ACTOR,
        action="organisation.entitlements_changed",
        subject=f"organisation:{organisation_id}",
        details={"before": ",".join(before), "after": ",".join(changed.entitlements)},
    )
    tell_rights_changed(organisation_id, records)
