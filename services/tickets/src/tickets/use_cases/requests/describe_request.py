"""Show requests to somebody who may read them."""

from collections.abc import Sequence

import msgspec

from contracts.tickets import Advice, Participant, Request
from tickets.domain.attached import seen_of
from tickets.domain.entries import excerpt_of
from tickets.domain.requests import CustomerRequest, ShownRequest
from tickets.domain.visibility import Viewer
from tickets.store.records import Records


def describe_request(
    request: CustomerRequest, viewer: Viewer, *, advice: tuple[Advice, ...] = ()
) -> Request:
    """Return `request` in the words of the bus, as the viewer saw it when it was opened."""
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
        attached=seen_of(request.attached, viewer.attached),
        assignee=(
            None
            if request.assignee_id is None
            else Participant(person_id=request.assignee_id, name=request.assignee_name or "")
        ),
        due_at=request.due.at,
        stars=request.stars,
        opened_at=request.opened_at,
        active_at=request.opened_at,
        advice=advice,
    )


def describe_requests(
    requests: Sequence[CustomerRequest], viewer: Viewer, records: Records
) -> tuple[Request, ...]:
    """Return the requests as the viewer sees them: nothing in them tells what he may not read."""
    ids = [request.id for request in requests]
    unread = records.entries.unread(ids, viewer.audiences, viewer.person_id)
    last = records.entries.last_comments(ids, viewer.audiences)
    return tuple(
        describe_shown(
            ShownRequest(
                request=request,
                unread=unread.get(request.id, 0),
                last_comment=last.get(request.id),
            ),
            viewer,
        )
        for request in requests
    )


def describe_shown(shown: ShownRequest, viewer: Viewer) -> Request:
    """Return a request as the viewer sees it, of which all was asked at once."""
    request, last = shown.request, shown.last_comment
    return msgspec.structs.replace(
        describe_request(request, viewer),
        priority=request.priority if viewer.side == "vendor" else None,
        hold_reason=request.hold_reason if viewer.side == "vendor" else None,
        active_at=request.active_at[viewer.side],
        unread=shown.unread,
        last_comment=None if last is None else excerpt_of(last),
    )
