"""Let proposed changes lapse that have waited too long."""

from identity.store.records import RecordRoom
from identity.use_cases.support.record_lapsed import record_lapsed

_ACTOR = "system:identity"


def lapse_support_changes(room: RecordRoom) -> int:
    """Let lapse what has waited for a week; return how many. A transaction each."""
    count = 0
    while True:
        with room.of_everybody() as records:
            lapsed = records.support_changes.lapse_overdue()
            record_lapsed(lapsed, records, actor=_ACTOR)
        if not lapsed:
            return count
        count += len(lapsed)
