"""Give a request to another department."""

from dataclasses import replace

from contracts.errors import InvalidInput
from contracts.principal import Principal
from contracts.request_desk import MoveRequest
from contracts.tickets import Request
from tickets.store.records import RecordRoom
from tickets.use_cases.departments.bring_to_department import bring_to_department
from tickets.use_cases.desk.work_on_request import as_it_is_now, keep_change, work_on_request


def move_request(caller: Principal, request: MoveRequest, room: RecordRoom) -> Request:
    """Return the request in its new department, where whoever is responsible takes care of it.

    Repeating changes nothing.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such request.
        InvalidInput: there is no such department.
    """
    with work_on_request(caller, request.request_id, room) as reached:
        known, records = reached.request, reached.records
        if request.department not in {each.key for each in records.departments.every()}:
            raise InvalidInput("department", "unknown_department")
        if known.department != request.department:
            records.desk.move(known, request.department)
            details = {"from": known.department, "to": request.department}
            keep_change(caller, reached, "moved", details)
            moved = replace(known, department=request.department, assignee_id=None)
            bring_to_department(moved, records, shares=reached.shares)
        return as_it_is_now(reached)
