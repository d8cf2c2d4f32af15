"""Say who takes care of a request."""

from contracts.errors import InvalidInput
from contracts.principal import Principal
from contracts.request_desk import AssignRequest
from contracts.tickets import Request
from tickets.domain.people import Person
from tickets.use_cases.desk.work_on_request import as_it_is_now, keep_change, work_on_request
from tickets.use_cases.requests.request_tools import RequestTools


def assign_request(caller: Principal, request: AssignRequest, tools: RequestTools) -> Request:
    """Return the request with whoever takes care of it from now on; its requester sees him (SE-20).

    Repeating changes nothing.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such request.
        InvalidInput: the person is none of the vendor's people.
    """
    person = _find(caller, request, tools)
    with work_on_request(caller, request.request_id, tools.room) as reached:
        known, records = reached.request, reached.records
        if person is not None:
            records.participants.remember_if_new(known.requester.organisation_id, person)
        if known.assignee_id != request.person_id:
            records.desk.assign(known, request.person_id)
            keep_change(
                caller,
                reached,
                "assigned",
                {"to": person.name if person is not None else ""},
            )
        return as_it_is_now(reached)


def _find(caller: Principal, request: AssignRequest, tools: RequestTools) -> Person | None:
    if request.person_id is None or not caller.is_staff:
        return None
    if request.person_id == caller.subject:
        return tools.people.find_caller()
    own = caller.organisation_id
    person = None if own is None else tools.people.find_member(own, request.person_id)
    if person is None:
        raise InvalidInput("person_id", "not_of_the_vendor")
    return person
