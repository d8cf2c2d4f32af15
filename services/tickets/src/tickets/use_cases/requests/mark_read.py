"""Note that somebody has read a request."""

from uuid import UUID

from contracts.principal import Principal
from tickets.store.records import RecordRoom
from tickets.use_cases.requests.reach_request import reach_request


def mark_read(caller: Principal, request_id: UUID, room: RecordRoom) -> None:
    """Note that the caller has read all there is; what comes later is unread again.

    Raises:
        NotFound: there is no such request, or he does not see it.
    """
    with reach_request(caller, request_id, room) as reached:
        reached.records.entries.mark_read(reached.request, caller.subject)
