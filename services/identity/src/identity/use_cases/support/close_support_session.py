"""Stop looking into an organisation."""

from contracts.errors import NotPermitted
from contracts.principal import Principal
from contracts.support import SupportSession
from identity.store.records import RecordRoom
from identity.use_cases.support.end_for import end_for


def close_support_session(caller: Principal, room: RecordRoom) -> SupportSession:
    """Return the session in which the caller looks, ended; repeating changes nothing.

    Raises:
        NotPermitted: the caller is in no support session.
    """
    if caller.support_session_id is None:
        raise NotPermitted("support_session")
    with room.of_everybody() as records:
        session = records.support_sessions.find_opened_by(caller.subject, caller.support_session_id)
        return end_for(caller, session, records)
