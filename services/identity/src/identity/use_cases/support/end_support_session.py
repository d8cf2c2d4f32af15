"""End a support session before its time."""

from uuid import UUID

from contracts.principal import Principal
from contracts.support import SupportSession
from identity.domain.permissions import require_admin
from identity.store.records import RecordRoom
from identity.use_cases.support.end_for import end_for


def end_support_session(caller: Principal, session_id: UUID, room: RecordRoom) -> SupportSession:
    """Return the session as it ended; ending it again changes nothing.

    The customer's administrators end each that looks into their organisation (MB-15), whoever
    opened one ends his own.

    Raises:
        NotFound: no such session of the caller's organisation, or opened by him.
        NotPermitted: the caller neither administers an organisation nor is one of the vendor's.
    """
    if caller.is_staff:
        with room.of_everybody() as records:
            session = records.support_sessions.find_opened_by(caller.subject, session_id)
            return end_for(caller, session, records)
    organisation_id = require_admin(caller)
    with room.of(organisation_id) as records:
        session = records.support_sessions.find(organisation_id, session_id)
        return end_for(caller, session, records)
