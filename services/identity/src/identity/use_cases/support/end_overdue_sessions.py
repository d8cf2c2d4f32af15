"""End the support sessions that nothing bears any more."""

from identity.store.records import RecordRoom
from identity.use_cases.support.finish_support_session import finish_support_session

_ACTOR = "system:identity"


def end_overdue_sessions(room: RecordRoom) -> int:
    """End sessions whose time or consent is over, or whose opener signed out; return how many.

    Nobody gets in with them already (`find_open` looks at all of it); this writes down when and
    why each ended. A transaction each: two processes never wait for each other.
    """
    count = 0
    while True:
        with room.of_everybody() as records:
            found = records.support_sessions.next_over()
            if found is None:
                return count
            session_id, reason = found
            finish_support_session(session_id, reason, records, actor=_ACTOR)
            count += 1
