"""Order again what a restored database has forgotten: whom it was to erase."""

from collections.abc import Iterable

from tickets.adapters.erasure_log import LoggedErasure
from tickets.store.records import RecordRoom


def replay_erasures(orders: Iterable[LoggedErasure], room: RecordRoom, *, by: str) -> int:
    """Return how many of the orders were not known here, or only an older one; repeat at will.

    They are carried out as any other, within minutes.
    """
    replayed = 0
    for order in orders:
        with room.of_nobody() as records:
            known = records.person_erasure.find(order.person_id)
            if known is not None and known.ordered_at >= order.ordered_at:
                continue
            if records.person_erasure.order(order.person_id, by=order.ordered_by):
                replayed += 1
                records.audit.record(
                    organisation_id=None,
                    actor=by,
                    action="person.erasure_replayed",
                    subject=f"person:{order.person_id}",
                )
    return replayed
