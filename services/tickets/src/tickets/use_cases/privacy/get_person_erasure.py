"""Show how far the erasure of a person has come."""

from uuid import UUID

from contracts.errors import NotFound
from contracts.person_data import PersonErasure
from contracts.principal import Principal
from tickets.store.records import RecordRoom
from tickets.use_cases.privacy.order_person_erasure import require_vendor_administrator


def get_person_erasure(caller: Principal, person_id: UUID, room: RecordRoom) -> PersonErasure:
    """Return the order, and what was still found of him when it was carried out.

    Raises:
        NotPermitted: the caller is no administrator of the vendor.
        NotFound: nobody has ordered it.
    """
    require_vendor_administrator(caller)
    with room.of_nobody() as records:
        ordered = records.person_erasure.find(person_id)
    if ordered is None:
        raise NotFound("person_erasure")
    return ordered
