"""Say no to a change of master data."""

from contracts.errors import InvalidInput
from contracts.master_data_changes import MasterDataChange, RefuseMasterDataChange
from contracts.principal import Principal
from tickets.domain.master_data import LONGEST_NOTE
from tickets.domain.request_types import require_staff
from tickets.domain.requests import fault_of_text
from tickets.use_cases.desk.change_state import enter_state
from tickets.use_cases.desk.work_on_request import keep_change, work_on_request
from tickets.use_cases.master_data.decide_waiting import decide_waiting
from tickets.use_cases.master_data.describe_change import describe_change
from tickets.use_cases.master_data.master_data_tools import MasterDataTools
from tickets.use_cases.master_data.reach_change import reach_change
from tickets.use_cases.master_data.tell_decision import tell_decision


def refuse_master_data_change(
    caller: Principal, request: RefuseMasterDataChange, tools: MasterDataTools
) -> MasterDataChange:
    """Return the refused change; what is on file stays, and its requester is told why.

    The request in which it was talked about is closed. Repeating changes nothing, and the first
    reason stays.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such change.
        InvalidInput: there is nothing in the reason.
        ChangedMeanwhile: it was decided otherwise.
    """
    require_staff(caller)
    fault = fault_of_text(request.reason, longest=LONGEST_NOTE)
    if fault is not None:
        raise InvalidInput("reason", fault)
    change = reach_change(caller, request.change_id, tools.room)
    agent = tools.people.find_caller()
    with work_on_request(caller, change.request_id, tools.room) as reached:
        records = reached.records
        records.participants.remember(change.organisation_id, agent)
        if decide_waiting(change, "refused", records) is not None:
            reason = request.reason.strip()
            records.master_data.decide(change, "refused", by=caller.subject, reason=reason)
            keep_change(caller, reached, "master_data_refused", {"kind": change.kind})
            if reached.request.state != "closed":
                enter_state(caller, reached, "closed", tools.hours)
            refused = records.master_data.find(change.organisation_id, change.id) or change
            tell_decision(reached.request, refused, records)
        return describe_change(
            records.master_data.find(change.organisation_id, change.id) or change
        )
