"""Switch areas on or off for one member."""

from contracts.errors import NotFound
from contracts.identity import Membership, SetAreas
from contracts.principal import Principal
from identity.domain.granting import require_may_give_areas
from identity.domain.permissions import own_organisation
from identity.domain.presets import chosen_areas
from identity.store.records import Records
from identity.use_cases.members.change_areas import change_areas


def set_areas(caller: Principal, request: SetAreas, records: Records) -> Membership:
    """Return the member with the areas he sees from now on (SE-26), effective at once (SE-44).

    Administrators and key users may do it, the latter within their own areas (KM-05).

    Raises:
        NotPermitted: the caller may not give or take one of these areas.
        NotFound: the person is no member of the caller's organisation.
        InvalidInput: an unknown area, or one that a documents-only account cannot have.
    """
    organisation_id = own_organisation(caller)
    member = records.memberships.lock(organisation_id, request.person_id)
    # What the caller is now, not what he was when his principal was signed.
    giver = records.memberships.find(organisation_id, caller.subject)
    areas = chosen_areas(member.role if member else "admin", request.areas)
    require_may_give_areas(giver, member, areas)
    if member is None:
        raise NotFound("member")
    return change_areas(caller, member, areas, organisation_id=organisation_id, records=records)
