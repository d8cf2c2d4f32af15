"""Tell the vendor's people whether a customer has such a request."""

from uuid import UUID

from contracts.errors import NotFound
from contracts.tickets import FoundRequest
from tickets.store.readings import Readings


def find_request(organisation_id: UUID, request_id: UUID, readings: Readings) -> FoundRequest:
    """Return that there is the request and how it stands, none of its words (MB-16).

    Raises:
        NotFound: the organisation has no such request.
    """
    request = readings.requests.find(organisation_id, request_id)
    if request is None:
        raise NotFound("request")
    return FoundRequest(
        id=request.id, organisation_id=request.requester.organisation_id, state=request.state
    )
