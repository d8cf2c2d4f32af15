"""End one's own sessions."""

from uuid import UUID

from contracts.errors import NotFound
from contracts.principal import Principal
from identity.store.records import Records
from identity.use_cases.access.tell_access_ended import tell_access_ended


def end_session(caller: Principal, session_id: UUID, records: Records) -> None:
    """End one of the caller's sessions.

    Raises:
        NotFound: he has no such open session.
    """
    if caller.kind != "person" or not records.sessions.end_own(session_id, caller.subject):
        raise NotFound("session")
    tell_access_ended([session_id], "signed_out", records)


def end_other_sessions(caller: Principal, records: Records) -> int:
    """End all of the caller's sessions but the one that asks; return how many ended."""
    if caller.kind != "person":
        return 0
    ended = records.sessions.end_all_of(caller.subject, besides=caller.session_id)
    tell_access_ended(ended, "signed_out", records)
    return len(ended)
