"""Grant single actions to one member, or take them back."""

import msgspec

from chassis.service import actor_of
from contracts.errors import NotFound
from contracts.identity import Membership
from contracts.members import SetGrants
from contracts.principal import Principal
from identity.domain.granting import chosen_grants
from identity.domain.permissions import require_admin
from identity.store.records import Records
from identity.use_cases.access.tell_access_ended import tell_access_ended
from identity.use_cases.organisations.lock_served import lock_served


def set_grants(caller: Principal, request: SetGrants, records: Records) -> Membership:
    """Return the member with the actions he may do from now on, effective at once (DW-19).

    Raises:
        NotPermitted: the caller is no administrator.
        NotFound: the person is no member of the caller's organisation.
        InvalidInput: an unknown grant, or one for a documents-only account.
    """
    organisation_id = require_admin(caller)
    lock_served(caller, organisation_id, records)
    member = records.memberships.lock(organisation_id, request.person_id)
    if member is None:
        raise NotFound("member")
    grants = chosen_grants(member.role, request.grants)
    if grants == member.grants:
        return member
    changed = msgspec.structs.replace(member, grants=grants)
    records.memberships.change(organisation_id, changed)
    records.audit.record(
        organisation_id=organisation_id,
        actor=actor_of(caller),
        action="member.grants_changed",
        subject=f"person:{member.person_id}",
        details={"before": ",".join(member.grants), "after": ",".join(grants)},
    )
    open_sessions = records.sessions.open_ids_of(organisation_id, member.person_id)
    tell_access_ended(open_sessions, "rights_changed", records)
    return changed
