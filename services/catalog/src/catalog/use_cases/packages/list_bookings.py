"""Show what an organisation has booked and tried."""

from uuid import UUID

from catalog.domain.self_services import require_self_services
from catalog.store.records import RecordRoom
from chassis.service import organisation_of
from contracts.errors import NotFound
from contracts.packages import Bookings
from contracts.principal import Principal


def list_bookings(caller: Principal, organisation_id: UUID | None, room: RecordRoom) -> Bookings:
    """Return every booking, the latest first: of one's own organisation, to staff of any (SE-64).

    Raises:
        NotPermitted: the caller is no admin (SE-19).
        NotFound: there is no such organisation, or it is not his.
    """
    require_self_services(caller)
    shown = organisation_of(caller, organisation_id)
    if shown is None:
        raise NotFound("organisation")
    with room.of(shown) as records:
        items = records.bookings.described(shown, today=records.today, language=caller.language)
        return Bookings(items=items)
