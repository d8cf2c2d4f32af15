"""Show one change of master data beside what is on file just now."""

from uuid import UUID

from contracts.master_data_changes import MasterDataChangeDetail
from contracts.principal import Principal
from tickets.domain.master_data import part_of, stands_for
from tickets.use_cases.master_data.describe_change import describe_change
from tickets.use_cases.master_data.master_data_tools import MasterDataTools
from tickets.use_cases.master_data.reach_change import reach_change


def get_master_data_change(
    caller: Principal, change_id: UUID, tools: MasterDataTools
) -> MasterDataChangeDetail:
    """Return the change; while it waits, with what is on file now, asked where it is kept.

    Raises:
        NotFound: there is none, or the caller does not see it.
        NotPermitted: the caller administers nothing.
        ServiceUnavailable, DeadlinePassed: what is on file cannot be read just now.
    """
    change = reach_change(caller, change_id, tools.room)
    if change.state != "waiting_for_vendor":
        return MasterDataChangeDetail(
            change=describe_change(change), current=None, is_changed_meanwhile=False, seen=None
        )
    on_file = tools.owners.read(change.organisation_id, change.kind)
    current = part_of(on_file.values, change.kind)
    return MasterDataChangeDetail(
        change=describe_change(change),
        current=current,
        is_changed_meanwhile=current != change.old,
        seen=stands_for(current),
    )
