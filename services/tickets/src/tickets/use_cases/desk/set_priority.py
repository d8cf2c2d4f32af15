"""Say how soon a request is to be answered."""

from contracts.principal import Principal
from contracts.request_desk import SetPriority
from contracts.tickets import Request
from tickets.domain.due_times import due_with_priority
from tickets.domain.working_hours import WorkingHours
from tickets.store.records import RecordRoom
from tickets.use_cases.desk.work_on_request import as_it_is_now, keep_change, work_on_request


def set_priority(
    caller: Principal, request: SetPriority, hours: WorkingHours, room: RecordRoom
) -> Request:
    """Return the request with its new due time; priorities are the vendor's own business.

    Repeating changes nothing.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such request.
    """
    with work_on_request(caller, request.request_id, room) as reached:
        known, records = reached.request, reached.records
        if known.priority != request.priority:
            due = due_with_priority(known.due, known.priority, request.priority, hours, records.now)
            records.desk.set_priority(known, request.priority, due)
            details = {"from": known.priority, "to": request.priority}
            keep_change(caller, reached, "priority_changed", details, audience="vendor")
        return as_it_is_now(reached)
