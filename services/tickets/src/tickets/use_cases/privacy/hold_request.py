"""Hold a request, so that it is not erased."""

from chassis.service import actor_of
from contracts.errors import InvalidInput
from contracts.principal import Principal
from contracts.request_privacy import HoldRequest
from contracts.tickets import Request
from tickets.domain.requests import fault_of_text
from tickets.store.records import RecordRoom
from tickets.use_cases.desk.work_on_request import as_it_is_now, work_on_request


def hold_request(caller: Principal, request: HoldRequest, room: RecordRoom) -> Request:
    """Return the request, which is not erased from now on; a new reason replaces the old one.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such request.
        InvalidInput: no reason can be read.
    """
    reason = request.reason.strip()
    fault = fault_of_text(reason)
    if fault is not None:
        raise InvalidInput("reason", fault)
    with work_on_request(caller, request.request_id, room) as reached:
        if reached.request.hold_reason != reason:
            reached.records.desk.hold(reached.request, reason, by=caller.subject)
            reached.records.audit.record(
                organisation_id=reached.request.requester.organisation_id,
                actor=actor_of(caller),
                action="request.held",
                subject=f"request:{reached.request.id}",
            )
        return as_it_is_now(reached)
