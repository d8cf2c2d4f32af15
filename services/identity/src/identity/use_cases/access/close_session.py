"""Sign out."""

from contracts.errors import NotPermitted
from contracts.principal import Principal
from identity.store.records import Records
from identity.use_cases.access.tell_access_ended import tell_access_ended


def close_session(caller: Principal, records: Records) -> None:
    """End the caller's session and have everybody forget it; repeating changes nothing.

    Raises:
        NotPermitted: the caller came with an API key, which is no session.
    """
    if caller.kind != "person":
        raise NotPermitted("session")
    if records.sessions.end(caller.session_id):
        tell_access_ended([caller.session_id], "signed_out", records)
