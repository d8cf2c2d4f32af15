"""Answer whether an organisation may use something now."""

from uuid import UUID

from catalog.domain.bookings import entitlement_to
from catalog.store.records import RecordRoom
from chassis.service import organisation_of
from contracts.errors import NoMembership, NotFound
from contracts.packages import EntitlementAnswer
from contracts.principal import Principal


def check_entitlement(
    caller: Principal, name: str, organisation_id: UUID | None, room: RecordRoom
) -> EntitlementAnswer:
    """Return whether, why and until when; any member may ask of his own organisation (D6).

    Raises:
        NoMembership: the caller belongs to no organisation yet.
        NotFound: there is no such organisation, or it is not his.
    """
    if caller.organisation_id is None and organisation_id is None:
        raise NoMembership
    shown = organisation_of(caller, organisation_id)
    if shown is None:
        raise NotFound("organisation")
    with room.of(shown) as records:
        kind = records.organisations.kind_of(shown)
        if kind is None:
            raise NotFound("organisation")
        return entitlement_to(name, kind, records.bookings.of_organisation(shown), records.today)
