"""Switch areas on or off for one member."""

import msgspec

from chassis.service import actor_of
from contracts.errors import NotFound
from contracts.identity import Membership, SetAreas
from contracts.principal import Principal
from identity.domain.granting import require_may_give_areas
from identity.domain.permissions import own_organisation
from identity.domain.presets import chosen_areas
from identity.store.records import Records
from identity.use_cases.access.tell_access_ended import tell_access_ended


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
    if areas == member.areas:
        return member
    changed = msgspec.structs.replace(member, areas=areas)
    records.memberships.change(organisation_id, changed)
    records.audit.record(
        organisation_id=organisation_id,
        actor=actor_of(caller),
        action="member.areas_changed",
        subject=f"person:{member.person_id}",
        details={"before": ",".join(member.areas), "after": ",".join(areas)},
    )
    open_sessions = records.sessions.open_ids_of(organisation_id, member.person_id)
    tell_access_ended(open_sessions, "rights_changed", records)
    return changed
