"""Show what an organisation may use now."""

from catalog.domain.bookings import entitlements_in_force
from catalog.domain.self_services import require_self_services
from catalog.store.records import RecordRoom
from contracts.catalog import Entitlements
from contracts.principal import Principal


def list_entitlements(caller: Principal, room: RecordRoom) -> Entitlements:
    """Return every entitlement of the caller's organisation, the base one first (SE-11).

    Raises:
        NotPermitted: the caller is no admin (SE-19).
    """
    organisation_id = require_self_services(caller)
    with room.of(organisation_id) as records:
        bookings = records.bookings.of_organisation(organisation_id)
        return Entitlements(
            items=entitlements_in_force(caller.organisation_kind, bookings, records.today)
        )
