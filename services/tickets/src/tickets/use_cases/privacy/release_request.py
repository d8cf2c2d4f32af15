"""Let a held request be erased when its time is over."""

from uuid import UUID

from chassis.service import actor_of
from contracts.principal import Principal
from contracts.tickets import Request
from tickets.store.records import RecordRoom
from tickets.use_cases.desk.work_on_request import as_it_is_now, work_on_request


def release_request(caller: Principal, request_id: UUID, room: RecordRoom) -> Request:
    """Return the request, which is erased when its time is over; repeating changes nothing.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such request.
    """
    with work_on_request(caller, request_id, room) as reached:
        if reached.request.hold_reason is not None:
            reached.records.desk.release(reached.request)
            reached.records.audit.record(
                organisation_id=reached.request.requester.organisation_id,
                actor=actor_of(caller),
                action="request.released",
                subject=f"request:{reached.request.id}",
            )
        return as_it_is_now(reached)
