"""Show one request."""

from uuid import UUID

from contracts.conversations import ShareWith
from contracts.principal import Principal
from contracts.tickets import RequestDetail
from tickets.domain.visibility import may_share
from tickets.store.records import RecordRoom
from tickets.use_cases.requests.describe_request import describe_shown
from tickets.use_cases.requests.reach_request import look_at_request


def get_request(caller: Principal, request_id: UUID, room: RecordRoom) -> RequestDetail:
    """Return the request as the caller sees it, the kind it was opened with, and what he may do.

    Raises:
        NotFound: there is no such request, or he does not see it.
    """
    look = look_at_request(caller, request_id, room)
    viewer, request = look.viewer, look.shown.request
    return RequestDetail(
        request=describe_shown(look.shown, viewer),
        kind=look.shown.kind,
        may_edit=look.may_edit,
        may_share=may_share(viewer, request, ShareWith(kind="organisation")),
        audiences=tuple(sorted(viewer.audiences)),
    )
