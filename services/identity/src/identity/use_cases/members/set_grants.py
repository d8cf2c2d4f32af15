"""Grant single actions to one member, or take them back."""

from uuid import UUID

import msgspec

from chassis.service import actor_of
from contracts.errors import NotFound
from contracts.identity import Membership
from contracts.members import SetGrants
from contracts.principal import Principal
from identity.domain.granting import chosen_grants, require_may_give_grants
from identity.domain.texts import reason_given
from identity.store.records import Records
from identity.use_cases.access.tell_access_ended import tell_access_ended
from identity.use_cases.organisations.lock_decided import lock_decided


def set_grants(
    caller: Principal, organisation_id: UUID, request: SetGrants, records: Records
) -> Membership:
    """Return the member with the actions he may do from now on, effective at once (DW-19).

    Raises:
        NotPermitted: the caller is no administrator, nor in a deciding team that gives these.
        NotFound: the person is no member of the organisation.
        InvalidInput: an unknown grant, or one for a documents-only account.
    """
    _, decider = lock_decided(caller, organisation_id, records)
    member = records.memberships.lock(organisation_id, request.person_id)
    if decider is not None:
        require_may_give_grants(decider, member, request.grants)
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
        details={
            "before": ",".join(member.grants),
            "after": ",".join(grants),
            "self_change": str(member.person_id == caller.subject).lower(),
            **reason_given(request.reason),
        },
    )
    open_sessions = records.sessions.open_ids_of(organisation_id, member.person_id)
    tell_access_ended(open_sessions, "rights_changed", records)
    return changed
