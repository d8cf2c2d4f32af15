"""Make a member an administrator, or something less."""

from uuid import UUID

import msgspec

from chassis.service import actor_of
from contracts.errors import LastAdministrator, NotFound
from contracts.identity import Membership
from contracts.members import ChangeRole
from contracts.principal import Principal
from identity.domain.presets import preset_areas
from identity.domain.texts import LONGEST_REASON, one_line
from identity.store.records import Records
from identity.use_cases.access.tell_access_ended import tell_access_ended
from identity.use_cases.organisations.lock_served import lock_served


def change_role(
    caller: Principal, organisation_id: UUID, request: ChangeRole, records: Records
) -> Membership:
    """Return the member in his new role, with its preset of areas and without grants (SE-39).

    His sessions for the organisation end, but for the one that asks.

    Raises:
        NotPermitted: the caller may not change anybody's role.
        NotFound: the person is no member.
        LastAdministrator: nobody would be left who administers the organisation.
    """
    lock_served(caller, organisation_id, records)
    member = records.memberships.lock(organisation_id, request.person_id)
    if member is None:
        raise NotFound("member")
    if member.role == request.role:
        return member
    if member.role == "admin" and records.memberships.count_admins(organisation_id) == 1:
        raise LastAdministrator
    changed = msgspec.structs.replace(
        member, role=request.role, areas=preset_areas(request.role), grants=()
    )
    records.memberships.change(organisation_id, changed)
    details: dict[str, str] = {"before": member.role, "after": request.role}
    if request.reason:
        details["reason"] = one_line("reason", request.reason, longest=LONGEST_REASON)
    records.audit.record(
        organisation_id=organisation_id,
        actor=actor_of(caller),
        action="member.role_changed",
        subject=f"person:{member.person_id}",
        details=details,
    )
    open_sessions = records.sessions.open_ids_of(organisation_id, member.person_id)
    records.sessions.end_in(organisation_id, member.person_id, besides=caller.session_id)
    tell_access_ended(open_sessions, "rights_changed", records)
    return changed
