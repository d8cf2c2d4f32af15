"""Find a change of master data for somebody who sees it."""

from uuid import UUID

from contracts.errors import NotFound, NotPermitted
from contracts.principal import Principal
from tickets.domain.master_data import StoredChange
from tickets.store.records import RecordRoom
from tickets.use_cases.requests.reach_request import require_reader


def reach_change(caller: Principal, change_id: UUID, room: RecordRoom) -> StoredChange:
    """Return the change: the administrator's own organisation's, or any to the vendor's people.

    Raises:
        NotPermitted: the caller administers nothing.
        NotFound: there is none, or it is another organisation's; the two look the same.
    """
    own = require_administrator(caller)
    opened = room.of_everybody() if caller.is_staff else room.of(own)
    with opened as records:
        change = records.master_data.find(None if caller.is_staff else own, change_id)
    if change is None:
        raise NotFound("master_data_change")
    return change


def require_administrator(caller: Principal) -> UUID:
    """Return the organisation for which the caller may see master data (SE-19).

    Raises:
        NotPermitted: he administers none.
    """
    own = require_reader(caller)
    if not caller.may_use_self_services:
        raise NotPermitted("admin")
    return own
