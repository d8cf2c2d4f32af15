"""End a support session in somebody's name."""

from chassis.service import actor_of
from contracts.errors import NotFound
from contracts.principal import Principal
from contracts.support import SupportSession
from identity.store.records import Records
from identity.use_cases.support.finish_support_session import finish_support_session


def end_for(caller: Principal, session: SupportSession | None, records: Records) -> SupportSession:
    """Return the session as it ended, by this caller or by whoever came first.

    Raises:
        NotFound: there is none that the caller may end.
    """
    if session is None:
        raise NotFound("support_session")
    ended = finish_support_session(
        session.id,
        "closed_by_support" if session.opened_by == caller.subject else "ended_by_customer",
        records,
        actor=actor_of(caller),
    )
    if ended is not None:
        return ended
    return records.support_sessions.find(session.organisation_id, session.id) or session
