"""Show a request to the person who opened it."""

from contracts.tickets import Request
from tickets.domain.request import CustomerRequest


def describe_request(request: CustomerRequest) -> Request:
    """Return `request` in the words of the bus."""
    return Request(
        id=request.id,
        kind=request.kind,
        title=request.title,
        description=request.description,
        state=request.state,
        opened_at=request.opened_at,
    )
