"""Take a request to its next state."""

from contracts.errors import ChangedMeanwhile, InvalidInput
from contracts.principal import Principal
from contracts.request_desk import ChangeState
from contracts.tickets import Request, RequestState
from tickets.domain.due_times import due_in_state
from tickets.domain.workflow import may_follow
from tickets.domain.working_hours import WorkingHours
from tickets.store.records import RecordRoom
from tickets.use_cases.desk.work_on_request import as_it_is_now, keep_change, work_on_request
from tickets.use_cases.master_data.require_decided import require_decided
from tickets.use_cases.requests.reach_request import Reached
from tickets.use_cases.requests.tell_people import tell_closed


def change_state(
    caller: Principal, request: ChangeState, hours: WorkingHours, room: RecordRoom
) -> Request:
    """Return the request in its new state; of many who change it at once, one does.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such request.
        InvalidInput: no request goes from the one state to the other, or its change of master data
            is to be decided first.
        ChangedMeanwhile: it is not in `from_state` any more.
    """
    with work_on_request(caller, request.request_id, room) as reached:
        if not may_follow(request.from_state, request.to_state):
            raise InvalidInput("to_state", "not_possible")
        if reached.request.state != request.from_state:
            raise ChangedMeanwhile("state", reached.request.state)
        if request.to_state == "closed":
            require_decided(reached, "to_state")
        enter_state(caller, reached, request.to_state, hours)
        if request.to_state == "closed":
            tell_closed(reached.request, reached.records)
        return as_it_is_now(reached)


def enter_state(
    caller: Principal, reached: Reached, state: RequestState, hours: WorkingHours
) -> None:
    """Store the new state with what is due in it; the caller has locked the request."""
    request, records = reached.request, reached.records
    due = due_in_state(request.due, state, request.priority, hours, records.now)
    records.desk.set_state(request, state, due)
    keep_change(caller, reached, "state_changed", {"from": request.state, "to": state})
