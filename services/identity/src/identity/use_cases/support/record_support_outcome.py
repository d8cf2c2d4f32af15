"""Write down what came of a change that the customer has agreed to."""

import msgspec

from chassis.service import actor_of
from contracts.errors import NotFound
from contracts.principal import Principal
from contracts.support_changes import RecordSupportOutcome, SupportChange
from identity.domain.permissions import require_admin
from identity.store.records import Records

_FIRST_PROBLEM = 400


def record_support_outcome(
    caller: Principal, outcome: RecordSupportOutcome, records: Records
) -> SupportChange:
    """Return the change with what its request answered; what is recorded already stays.

    Raises:
        NotPermitted: the caller administers no organisation.
        NotFound: he has agreed to no such change.
    """
    organisation_id = require_admin(caller)
    change = records.support_changes.lock(organisation_id, outcome.support_change_id)
    if change is None or change.decided_by != caller.subject or change.state == "declined":
        raise NotFound("support_change")
    if change.state != "outcome_unknown":
        return change
    is_done = outcome.status < _FIRST_PROBLEM
    settled = msgspec.structs.replace(
        change,
        state="performed" if is_done else "failed",
        outcome_status=outcome.status,
        outcome_code=outcome.code,
    )
    records.support_changes.store(settled)
    records.audit.record(
        organisation_id=organisation_id,
        actor=actor_of(caller),
        action=f"support_change.{settled.state}",
        subject=f"support_change:{change.id}",
        details={
            "operation": change.request.operation,
            "proposed_by": f"person:{change.proposed_by}",
            "status": str(outcome.status),
            "code": outcome.code or "",
        },
    )
    return settled
