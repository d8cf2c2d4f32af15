"""Take a wish for another master data back."""

from uuid import UUID

from contracts.errors import NotFound
from contracts.master_data_changes import MasterDataChange
from contracts.principal import Principal
from tickets.domain.master_data import asker_of
from tickets.domain.visibility import viewer_of
from tickets.use_cases.desk.change_state import enter_state
from tickets.use_cases.desk.work_on_request import keep_change
from tickets.use_cases.master_data.decide_waiting import decide_waiting
from tickets.use_cases.master_data.describe_change import describe_change
from tickets.use_cases.master_data.master_data_tools import MasterDataTools
from tickets.use_cases.master_data.reach_change import reach_change
from tickets.use_cases.requests.reach_request import Reached


def withdraw_master_data_change(
    caller: Principal, change_id: UUID, tools: MasterDataTools
) -> MasterDataChange:
    """Return the withdrawn change; any administrator of the organisation may take it back.

    Repeating changes nothing.

    Raises:
        NotPermitted: the caller administers no customer and no partner.
        NotFound: there is no such change of his organisation.
        ChangedMeanwhile: the vendor's people have decided already.
    """
    asker = asker_of(caller)
    change = reach_change(caller, change_id, tools.room)
    person = tools.people.find_caller()
    with tools.room.of(asker.organisation_id) as records:
        request = records.requests.lock(asker.organisation_id, change.request_id)
        if request is None:
            raise NotFound("master_data_change")
        # The request may be a colleague's; who administers may take the change back all the same.
        reached = Reached(
            request=request,
            shares=(),
            viewer=viewer_of(caller, asker.organisation_id),
            records=records,
        )
        records.participants.remember(asker.organisation_id, person)
        if decide_waiting(change, "withdrawn", records) is not None:
            records.master_data.decide(change, "withdrawn", by=caller.subject)
            keep_change(caller, reached, "master_data_withdrawn", {"kind": change.kind})
            if request.state != "closed":
                enter_state(caller, reached, "closed", tools.hours)
        return describe_change(
            records.master_data.find(change.organisation_id, change.id) or change
        )
