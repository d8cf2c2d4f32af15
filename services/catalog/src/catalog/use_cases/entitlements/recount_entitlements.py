"""Follow the calendar: bookings begin and end by themselves."""

from catalog.store.records import RecordRoom
from catalog.use_cases.entitlements.tell_entitlements import tell_entitlements

_AT_ONCE = 200


def recount_entitlements(room: RecordRoom) -> int:
    """Tell anew what organisations may use for whom the day has come; return for how many.

    Safe to run in several processes at once: each organisation is locked while it is counted.
    """
    with room.of_everybody() as records:
        outdated = records.entitlements.outdated(records.today, limit=_AT_ONCE)
    for organisation_id in outdated:
        with room.of(organisation_id) as records:
            kind = records.organisations.lock_kind(organisation_id)
            if kind is not None:
                tell_entitlements(organisation_id, kind, records)
    return len(outdated)
