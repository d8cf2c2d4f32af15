"""Count what the header of every page shows."""

from contracts.conversations import RequestSummary
from contracts.principal import Principal
from tickets.domain.visibility import viewer_of
from tickets.store.records import RecordRoom
from tickets.use_cases.requests.reach_request import require_reader


def summarise_requests(caller: Principal, room: RecordRoom) -> RequestSummary:
    """Return how many of the caller's own requests are open, wait for him, hold news (FD-13).

    The vendor's people have none of their own; theirs are those that they take care of.

    Raises:
        NotPermitted: the caller is no person, or an account for documents alone.
    """
    own = require_reader(caller)
    viewer = viewer_of(caller, own)
    if viewer.side == "vendor":
        with room.reading_everybody() as readings:
            open_requests, waiting = readings.desk.count_open_of(caller.subject)
        return RequestSummary(
            open_requests=open_requests, waiting_for_you=waiting, unread_requests=0
        )
    with room.reading(own) as readings:
        open_requests, waiting = readings.request_lists.open_and_waiting(viewer)
        return RequestSummary(
            open_requests=open_requests,
            waiting_for_you=waiting,
            unread_requests=readings.request_lists.unread(viewer),
        )
