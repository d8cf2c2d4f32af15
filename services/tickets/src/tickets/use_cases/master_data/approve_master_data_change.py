"""Let a change of master data come into force."""

from contracts.errors import ChangedMeanwhile
from contracts.master_data import MasterData
from contracts.master_data_changes import ApproveMasterDataChange, MasterDataChange
from contracts.outbound import MASTERDATA_CHANGED, MasterdataChanged
from contracts.principal import Principal
from tickets.domain.master_data import StoredChange, is_due, part_of, stands_for
from tickets.domain.request_types import require_staff
from tickets.store.records import Records
from tickets.use_cases.desk.change_state import enter_state
from tickets.use_cases.desk.work_on_request import keep_change, work_on_request
from tickets.use_cases.master_data.decide_waiting import decide_waiting
from tickets.use_cases.master_data.describe_change import describe_change
from tickets.use_cases.master_data.master_data_tools import MasterDataTools
from tickets.use_cases.master_data.put_in_force import put_in_force
from tickets.use_cases.master_data.reach_change import reach_change
from tickets.use_cases.master_data.tell_decision import tell_decision


def approve_master_data_change(
    caller: Principal, request: ApproveMasterDataChange, tools: MasterDataTools
) -> MasterDataChange:
    """Return the approved change; the ERP is told, and whoever owns the data, once (SE-68).

    A change for a later day comes into force on that day; one for a day that has passed, at once.
    The request in which it was talked about is closed, and its requester told. Repeating changes
    nothing.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such change.
        ChangedMeanwhile: `current`, when what is on file is not what the customer saw and `seen`
            does not say that it was noticed; `state`, when it was decided otherwise.
        ServiceUnavailable, DeadlinePassed: what is on file cannot be read just now.
    """
    require_staff(caller)
    change = reach_change(caller, request.change_id, tools.room)
    if change.state == "approved":
        return describe_change(change)
    on_file = tools.owners.read(change.organisation_id, change.kind)
    current = part_of(on_file.values, change.kind)
    agent = tools.people.find_caller()
    with work_on_request(caller, change.request_id, tools.room) as reached:
        records = reached.records
        records.participants.remember(change.organisation_id, agent)
        waiting = decide_waiting(change, "approved", records)
        if waiting is None:
            return _shown(change, records)
        _require_seen(change, current, request.seen)
        due = is_due(change.effective_on, records.today)
        records.master_data.decide(change, "approved", by=caller.subject, is_in_force=due)
        approved = records.master_data.find(change.organisation_id, change.id) or change
        _publish(approved, records)
        if due:
            put_in_force(approved, records.now, records)
        keep_change(caller, reached, "master_data_approved", {"kind": change.kind})
        if reached.request.state != "closed":
            enter_state(caller, reached, "closed", tools.hours)
        tell_decision(reached.request, approved, records)
        return describe_change(approved)


def _require_seen(change: StoredChange, current: MasterData, seen: str | None) -> None:
    """Return when whoever approves knows what is on file.

    Raises:
        ChangedMeanwhile: it is not what the customer saw, and nobody said that he had noticed.
    """
    if current != change.old and seen != stands_for(current):
        raise ChangedMeanwhile("current", stands_for(current))


def _publish(change: StoredChange, records: Records) -> None:
    records.outbox.publish(
        MASTERDATA_CHANGED,
        MasterdataChanged(
            change_id=change.id,
            request_number=change.request_number,
            organisation_id=change.organisation_id,
            customer_number=change.customer_number,
            kind=change.kind,
            old=change.old,
            new=change.new,
            effective_on=change.effective_on,
            approved_at=records.now,
        ),
        subject=str(change.organisation_id),
    )


def _shown(change: StoredChange, records: Records) -> MasterDataChange:
    return describe_change(records.master_data.find(change.organisation_id, change.id) or change)
