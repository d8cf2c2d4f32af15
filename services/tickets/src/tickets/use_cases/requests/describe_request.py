"""Show a request to somebody who may read it."""

from contracts.tickets import Advice, Participant, Request
from tickets.domain.requests import CustomerRequest


def describe_request(request: CustomerRequest, *, advice: tuple[Advice, ...] = ()) -> Request:
    """Return `request` in the words of the bus."""
    return Request(
        id=request.id,
        number=request.number,
        organisation_id=request.requester.organisation_id,
        requester=Participant(
            person_id=request.requester.person_id, name=request.requester_name or ""
        ),
        kind=request.kind,
        type_version=request.type_version,
        title=request.title,
        description=request.description,
        fields=dict(request.fields),
        state=request.state,
        channel=request.channel,
        department=request.department,
        attached=request.attached,
        opened_at=request.opened_at,
        advice=advice,
    )
