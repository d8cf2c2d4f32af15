"""Sign out."""

from contracts.errors import NotPermitted
from contracts.events import ACCESS_ENDED, AccessEnded
from contracts.principal import Principal
from identity.store.records import Records


def close_session(caller: Principal, records: Records) -> None:
    """End the caller's session and have everybody forget it; repeating changes nothing.

    Raises:
        NotPermitted: the caller came with an API key, which is no session.
    """
    if caller.kind != "person":
        raise NotPermitted("session")
    if records.sessions.end(caller.session_id):
        records.outbox.announce(
            ACCESS_ENDED,
            AccessEnded(session_ids=(caller.session_id,), reason="signed_out", at=records.now),
            must_be_heard=False,
        )
