"""Switch areas on or off for one member."""

import msgspec

from chassis.service import actor_of
from contracts.errors import NotFound
from contracts.events import ACCESS_ENDED, AccessEnded
from contracts.identity import Membership, SetAreas
from contracts.principal import Principal
from identity.domain.permissions import require_admin
from identity.domain.presets import chosen_areas
from identity.store.records import Records


def set_areas(caller: Principal, request: SetAreas, records: Records) -> Membership:
    """Return the member with the areas he sees from now on (SE-26), effective at once (SE-44).

    Raises:
        NotPermitted: the caller is no administrator.
        NotFound: the person is no member of the caller's organisation.
        InvalidInput: an unknown area, or one that a documents-only account cannot have.
    """
    organisation_id = require_admin(caller)
    member = records.memberships.lock(organisation_id, request.person_id)
    if member is None:
        raise NotFound("member")
    areas = chosen_areas(member.role, request.areas)
    if areas == member.areas:
        return member
    records.memberships.set_areas(organisation_id, member.person_id, areas)
    records.audit.record(
        organisation_id=organisation_id,
        actor=actor_of(caller),
        action="member.areas_changed",
        subject=f"person:{member.person_id}",
        details={"before": ",".join(member.areas), "after": ",".join(areas)},
    )
    open_sessions = records.sessions.open_ids_of(organisation_id, member.person_id)
    if open_sessions:
        ended = AccessEnded(session_ids=open_sessions, reason="rights_changed", at=records.now)
        records.outbox.announce(ACCESS_ENDED, ended, must_be_heard=False)
    return msgspec.structs.replace(member, areas=areas)
