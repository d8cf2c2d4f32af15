"""Release a hold: the case is over."""

from datetime import datetime
from uuid import UUID

from billing_docs.store.holds import HoldStore
from billing_docs.use_cases.retention.put_on_record import put_on_record
from chassis.audit import AuditTrail
from contracts.errors import NotFound
from contracts.retention import Hold


def release_hold(
    hold_id: UUID, *, reason: str, by: str, now: datetime, holds: HoldStore, audit: AuditTrail
) -> Hold:
    """Return the hold, released; what other cases hold stays held. Repeating changes nothing.

    Raises:
        NotFound: there is no such hold.
    """
    if holds.release(hold_id, at=now, by=by, reason=reason):
        released = _found(holds, hold_id)
        put_on_record(audit, "hold.released", released, by=by)
        return released
    return _found(holds, hold_id)


def _found(holds: HoldStore, hold_id: UUID) -> Hold:
    hold = holds.get(hold_id)
    if hold is None:
        raise NotFound("hold")
    return hold
