"""Give a member other areas, whoever may decide it."""

from uuid import UUID

import msgspec

from chassis.service import actor_of
from contracts.identity import Membership
from contracts.principal import Principal
from identity.store.records import Records
from identity.use_cases.access.tell_access_ended import tell_access_ended


def change_areas(
    caller: Principal,
    member: Membership,
    areas: tuple[str, ...],
    *,
    organisation_id: UUID,
    records: Records,
) -> Membership:
    """Return the member, whom the caller has locked, with these areas, effective at once (SE-44).

    `areas` are in the form that `chosen_areas` gives them. Who has them already is left as he is.
    """
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
