"""Settle events that wait for somebody: take them in anew, or not at all."""

from uuid import UUID

from chassis.audit import AuditTrail
from chassis.outbox import Outbox
from chassis.parking import Parking, SecretsGone
from contracts.document_office import ReplayedParkedEvents, ReplayParkedEvents
from contracts.errors import NotFound


def replay_parked(
    request: ReplayParkedEvents, *, by: str, parking: Parking, outbox: Outbox, audit: AuditTrail
) -> ReplayedParkedEvents:
    """Send events through the front door again; safe to repeat, and two at once send each once.

    What does not wait any more, or has lost what it was sent for, is passed over.
    """
    count = 0
    for parked_id in dict.fromkeys(request.ids):
        if _replayed(parked_id, by=by, parking=parking, outbox=outbox):
            count += 1
            _put_on_record("parked_event.replayed", parked_id, by=by, audit=audit)
    return ReplayedParkedEvents(count=count)


def discard_parked(
    parked_id: UUID, *, reason: str, by: str, parking: Parking, audit: AuditTrail
) -> None:
    """Settle an event without taking it in; its row stays as the record of that.

    Raises:
        NotFound: it does not wait, or not any more.
    """
    if not parking.discard(parked_id, by=by, reason=reason):
        raise NotFound("parked_event")
    _put_on_record("parked_event.discarded", parked_id, by=by, audit=audit)


def _replayed(parked_id: UUID, *, by: str, parking: Parking, outbox: Outbox) -> bool:
    try:
        return parking.replay(outbox, parked_id, by=by)
    except SecretsGone:
        return False


def _put_on_record(action: str, parked_id: UUID, *, by: str, audit: AuditTrail) -> None:
    audit.record(
        organisation_id=None, actor=by, action=action, subject=f"parked_message:{parked_id}"
    )
