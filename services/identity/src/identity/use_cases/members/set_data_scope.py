"""Say which of a partner's customers a member sees."""

from uuid import UUID

import msgspec

from chassis.service import actor_of
from contracts.errors import NotFound
from contracts.identity import Membership
from contracts.members import SetDataScope
from contracts.principal import Principal
from identity.domain.teams import require_fits_kind
from identity.domain.texts import reason_given
from identity.store.records import Records
from identity.use_cases.access.tell_access_ended import tell_access_ended
from identity.use_cases.organisations.lock_decided import lock_decided


def set_data_scope(
    caller: Principal, organisation_id: UUID, request: SetDataScope, records: Records
) -> Membership:
    """Return the member with the customers he sees from the next call on (DW-15 to DW-17).

    The two deciding teams may lift their own visibility too; the trail says so (DW-22).

    Raises:
        NotPermitted: the caller neither administers the partner nor is in a deciding team.
        InvalidInput: the organisation is no partner.
        NotFound: the person is no member of the organisation.
    """
    organisation, _ = lock_decided(caller, organisation_id, records)
    require_fits_kind(organisation.kind, None, request.data_scope)
    member = records.memberships.lock(organisation_id, request.person_id)
    if member is None:
        raise NotFound("member")
    if member.data_scope == request.data_scope:
        return member
    changed = msgspec.structs.replace(member, data_scope=request.data_scope)
    records.memberships.change(organisation_id, changed)
    records.audit.record(
        organisation_id=organisation_id,
        actor=actor_of(caller),
        action="member.data_scope_changed",
        subject=f"person:{member.person_id}",
        details={
            "before": member.data_scope,
            "after": request.data_scope,
            "self_change": str(member.person_id == caller.subject).lower(),
            **reason_given(request.reason),
        },
    )
    open_sessions = records.sessions.open_ids_of(organisation_id, member.person_id)
    tell_access_ended(open_sessions, "rights_changed", records)
    return changed
