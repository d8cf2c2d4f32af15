"""Tell the vendor's people whether a customer has such a request."""

from uuid import UUID

from contracts.errors import NotFound, NotPermitted
from contracts.principal import Principal
from contracts.tickets import FoundRequest
from tickets.store.requests import RequestStore


def find_request(
    caller: Principal, organisation_id: UUID, request_id: UUID, *, store: RequestStore
) -> FoundRequest:
    """Return that there is the request and how it stands, none of its words (MB-16).

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: the organisation has no such request.
    """
    if not caller.is_staff:
        raise NotPermitted("vendor_staff")
    request = store.find(organisation_id, request_id)
    if request is None:
        raise NotFound("request")
    return FoundRequest(
        id=request.id, organisation_id=request.requester.organisation_id, state=request.state
    )
