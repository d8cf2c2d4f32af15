"""Close a request because another one says the same."""

from contracts.errors import ChangedMeanwhile, InvalidInput
from contracts.principal import Principal
from contracts.request_desk import MergeRequest
from contracts.tickets import Request
from tickets.domain.working_hours import WorkingHours
from tickets.store.records import RecordRoom
from tickets.use_cases.desk.change_state import enter_state
from tickets.use_cases.desk.work_on_request import as_it_is_now, keep_change, work_on_request
from tickets.use_cases.master_data.require_decided import require_decided


def merge_request(
    caller: Principal, request: MergeRequest, hours: WorkingHours, room: RecordRoom
) -> Request:
    """Return the request, closed; its course names the number of the one that goes on.

    Nobody sees the other one by this. Repeating changes nothing.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such request.
        InvalidInput: the other one is another organisation's, the same, or merged itself; or its
            change of master data is to be decided first.
        ChangedMeanwhile: it is closed already.
    """
    with work_on_request(caller, request.request_id, room) as reached:
        known, records = reached.request, reached.records
        into = records.requests.find(known.requester.organisation_id, request.into_request_id)
        if into is None or into.id == known.id or into.merged_into is not None:
            raise InvalidInput("into_request_id", "not_there")
        if known.merged_into != into.id:
            if known.state == "closed":
                raise ChangedMeanwhile("state", known.state)
            require_decided(reached, "request_id")
            records.desk.merge(known, into)
            keep_change(caller, reached, "merged", {"into": str(into.number)})
            enter_state(caller, reached, "closed", hours)
        return as_it_is_now(reached)
