"""Show a change of master data to somebody who may see it."""

from contracts.master_data_changes import MasterDataChange
from contracts.tickets import Participant
from tickets.domain.master_data import StoredChange


def describe_change(change: StoredChange) -> MasterDataChange:
    """Return `change` in the words of the bus."""
    return MasterDataChange(
        id=change.id,
        kind=change.kind,
        state=change.state,
        organisation_id=change.organisation_id,
        organisation_name=change.organisation_name,
        customer_number=change.customer_number,
        request_id=change.request_id,
        request_number=change.request_number,
        requester=Participant(
            # Every request has one; the change is read together with its request.
            person_id=change.requester_id or change.request_id,
            name=change.requester_name or "",
        ),
        old=change.old,
        new=change.new,
        effective_on=change.effective_on,
        note=change.note,
        requested_at=change.requested_at,
        decided_at=change.decided_at,
        decided_by=(
            None
            if change.decided_by is None
            else Participant(person_id=change.decided_by, name=change.decided_by_name or "")
        ),
        reason=change.reason,
        applied_at=change.applied_at,
    )
