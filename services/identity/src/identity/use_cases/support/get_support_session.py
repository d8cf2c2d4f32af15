"""Show one look of the vendor's people into an organisation."""

from uuid import UUID

from contracts.errors import NotFound
from contracts.support import SupportSession
from identity.store.records import Records


def get_support_session(
    organisation_id: UUID, session_id: UUID, records: Records
) -> SupportSession:
    """Return one of the organisation's support sessions.

    Raises:
        NotFound: it has no such session.
    """
    session = records.support_sessions.find(organisation_id, session_id)
    if session is None:
        raise NotFound("support_session")
    return session
