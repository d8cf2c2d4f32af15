"""Take the turn to decide a change; exactly one who decides gets it."""

from contracts.errors import ChangedMeanwhile, NotFound
from contracts.master_data_changes import MasterDataState
from tickets.domain.master_data import StoredChange
from tickets.store.records import Records


def decide_waiting(
    change: StoredChange, wanted: MasterDataState, records: Records
) -> StoredChange | None:
    """Return the change if it still waits, None if it was decided as `wanted` meanwhile.

    The caller has locked its request: nobody else decides it until the transaction ends.

    Raises:
        ChangedMeanwhile: it was decided otherwise.
    """
    present = records.master_data.find(change.organisation_id, change.id)
    if present is None:
        raise NotFound("master_data_change")
    if present.state == "waiting_for_vendor":
        return present
    if present.state != wanted:
        raise ChangedMeanwhile("state", present.state)
    return None
