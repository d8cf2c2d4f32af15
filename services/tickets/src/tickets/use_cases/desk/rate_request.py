"""Say what one thinks of how a request was answered."""

from contracts.errors import ChangedMeanwhile, InvalidInput, NotPermitted
from contracts.principal import Principal
from contracts.request_desk import RateRequest
from contracts.tickets import Request
from tickets.domain.fields import LONGEST_TEXT, plain_text
from tickets.store.records import RecordRoom
from tickets.use_cases.desk.work_on_request import as_it_is_now, keep_change
from tickets.use_cases.requests.reach_request import reach_request


def rate_request(caller: Principal, request: RateRequest, room: RecordRoom) -> Request:
    """Return the request after its requester has said what he thinks; he may think again.

    Raises:
        NotFound: there is no such request, or the caller does not see it.
        NotPermitted: it is not his.
        ChangedMeanwhile: it is not closed.
        InvalidInput: the comment holds characters that nobody can write.
    """
    opinion = request.comment.strip()
    reason = plain_text(opinion, longest=LONGEST_TEXT)
    if reason is not None:
        raise InvalidInput("comment", reason)
    with reach_request(caller, request.request_id, room, to_change=True) as reached:
        known = reached.request
        if reached.viewer.side != "customer" or known.requester.person_id != caller.subject:
            raise NotPermitted("requester")
        if known.state != "closed":
            raise ChangedMeanwhile("state", known.state)
        if (known.stars, known.opinion) != (request.stars, opinion):
            reached.records.desk.rate(known, request.stars, opinion)
            keep_change(caller, reached, "rated", {"stars": str(request.stars)})
        return as_it_is_now(reached)
