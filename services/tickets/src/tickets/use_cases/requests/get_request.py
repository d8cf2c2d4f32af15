"""Show one request."""

from uuid import UUID

from contracts.conversations import ShareWith
from contracts.principal import Principal
from contracts.tickets import RequestDetail
from tickets.domain.visibility import may_share
from tickets.store.records import RecordRoom
from tickets.use_cases.requests.describe_request import describe_requests
from tickets.use_cases.requests.reach_request import reach_request


def get_request(caller: Principal, request_id: UUID, room: RecordRoom) -> RequestDetail:
    """Return the request as the caller sees it, the kind it was opened with, and what he may do.

    Raises:
        NotFound: there is no such request, or he does not see it.
    """
    with reach_request(caller, request_id, room) as reached:
        viewer, request = reached.viewer, reached.request
        (described,) = describe_requests([request], viewer, reached.records)
        kind = reached.records.request_types.version(request.kind, request.type_version)
        return RequestDetail(
            request=described,
            kind=kind,
            may_edit=reached.may_edit,
            may_share=may_share(viewer, request, ShareWith(kind="organisation")),
            audiences=tuple(sorted(viewer.audiences)),
        )
