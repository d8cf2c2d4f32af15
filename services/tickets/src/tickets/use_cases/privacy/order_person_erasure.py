"""Have a person erased."""

from uuid import UUID

from chassis.service import actor_of
from contracts.errors import NotFound, NotPermitted
from contracts.person_data import PersonErasure
from contracts.principal import Principal
from tickets.adapters.erasure_log import ErasureLog, LoggedErasure
from tickets.domain.request_types import require_staff
from tickets.store.records import RecordRoom


def order_person_erasure(
    caller: Principal, person_id: UUID, room: RecordRoom, log: ErasureLog
) -> PersonErasure:
    """Return the order to erase the person; repeating it while it is not done changes nothing.

    Once done it may be ordered again: whoever is still a member may ask for something anew.

    Raises:
        NotPermitted: the caller is no administrator of the vendor.
        DependencyDown: the log in the object store does not answer; nothing was ordered.
    """
    require_vendor_administrator(caller)
    with room.of_nobody() as records:
        # First where a restored database finds it again: an order that was told of must outlast it.
        log.keep(
            LoggedErasure(person_id=person_id, ordered_by=caller.subject, ordered_at=records.now)
        )
        if records.person_erasure.order(person_id, by=caller.subject):
            records.audit.record(
                organisation_id=None,
                actor=actor_of(caller),
                action="person.erasure_ordered",
                subject=f"person:{person_id}",
            )
        ordered = records.person_erasure.find(person_id)
    if ordered is None:
        raise NotFound("person_erasure")
    return ordered


def require_vendor_administrator(caller: Principal) -> None:
    """Return when the caller administers the vendor.

    Raises:
        NotPermitted: he does not.
    """
    require_staff(caller)
    if not caller.is_admin:
        raise NotPermitted("admin")
