"""Put a partner's member into a team."""

from uuid import UUID

import msgspec

from chassis.service import actor_of
from contracts.errors import InvalidInput, NotFound
from contracts.identity import Membership
from contracts.members import SetTeam
from contracts.principal import Principal
from identity.domain.texts import reason_given
from identity.store.records import Records
from identity.use_cases.organisations.lock_served import lock_served


def set_team(
    caller: Principal, organisation_id: UUID, request: SetTeam, records: Records
) -> Membership:
    """Return the member in his new team; what he sees stays what it was (DW-18).

    Raises:
        NotPermitted: the caller is no administrator; a team decides, so nobody joins by himself.
        InvalidInput: the organisation is no partner.
        NotFound: the person is no member of the organisation.
    """
    organisation = lock_served(caller, organisation_id, records)
    if organisation.kind != "partner":
        raise InvalidInput("team", "partners_only")
    member = records.memberships.lock(organisation.id, request.person_id)
    if member is None:
        raise NotFound("member")
    if member.team == request.team:
        return member
    changed = msgspec.structs.replace(member, team=request.team)
    records.memberships.change(organisation.id, changed)
    records.audit.record(
        organisation_id=organisation.id,
        actor=actor_of(caller),
        action="member.team_changed",
        subject=f"person:{member.person_id}",
        details={
            "before": member.team or "",
            "after": request.team or "",
            **reason_given(request.reason),
        },
    )
    return changed
