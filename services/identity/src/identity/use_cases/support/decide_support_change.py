"""Say yes or no to a change that support has proposed."""

import msgspec

from chassis.service import actor_of
from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.principal import Principal
from contracts.support_changes import (
    DecidedSupportChange,
    DecideSupportChange,
    SupportChange,
    SupportChangeState,
)
from identity.domain.permissions import require_admin
from identity.store.records import Records
from identity.use_cases.organisations.lock_served import lock_served

_AFTER_A_YES: tuple[SupportChangeState, ...] = ("outcome_unknown", "performed", "failed")


def decide_support_change(
    caller: Principal, decision: DecideSupportChange, records: Records
) -> DecidedSupportChange:
    """Return the change as decided; the first yes is told that the request is to be performed.

    From that yes on the change stands as `outcome_unknown` until its outcome is recorded: whatever
    dies in between, it is performed once at most. The same answer once more changes nothing.

    Raises:
        NotPermitted: the caller does not administer the organisation, or proposed it himself.
        NotFound: his organisation has no such change.
        InvalidInput: it was decided otherwise, or has lapsed.
    """
    organisation = lock_served(caller, require_admin(caller), records)
    change = records.support_changes.lock(organisation.id, decision.support_change_id)
    if change is None:
        raise NotFound("support_change")
    if change.proposed_by == caller.subject:
        raise NotPermitted("another_person")
    if change.state == "pending_customer_ok":
        return _decided(caller, change, decision, records)
    is_the_same = change.state in _AFTER_A_YES if decision.approve else change.state == "declined"
    if not is_the_same:
        reason = "change_lapsed" if change.state == "lapsed" else "already_decided"
        raise InvalidInput("approve", reason)
    return DecidedSupportChange(change=change, is_to_be_performed=False)


def _decided(
    caller: Principal, change: SupportChange, decision: DecideSupportChange, records: Records
) -> DecidedSupportChange:
    decided = msgspec.structs.replace(
        change,
        state="outcome_unknown" if decision.approve else "declined",
        decided_by=caller.subject,
        decided_at=records.now,
    )
    records.support_changes.store(decided)
    records.audit.record(
        organisation_id=change.organisation_id,
        actor=actor_of(caller),
        action="support_change.approved" if decision.approve else "support_change.declined",
        subject=f"support_change:{change.id}",
        details={
            "operation": change.request.operation,
            "proposed_by": f"person:{change.proposed_by}",
        },
    )
    return DecidedSupportChange(change=decided, is_to_be_performed=decision.approve)
