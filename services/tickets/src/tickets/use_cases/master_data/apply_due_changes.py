"""Let approved changes come into force on their day."""

from datetime import timedelta

from tickets.store.records import RecordRoom
from tickets.use_cases.master_data.put_in_force import put_in_force

_AT_ONCE = 100


def apply_due_changes(room: RecordRoom) -> int:
    """Put each approved change in force whose day in Berlin has come; return how many.

    Two who look at the same time put different ones in force.
    """
    with room.of_everybody() as records:
        due = records.master_data.claim_due(records.today, _AT_ONCE)
        due.sort(key=lambda each: each.decided_at or records.now)
        for place, change in enumerate(due):
            # Of two for the same day the one that was approved last is to hold.
            put_in_force(change, records.now + timedelta(microseconds=place), records)
    return len(due)
