"""Give a member the areas that he asked for."""

from uuid import UUID

import msgspec

from chassis.service import actor_of
from contracts.accounts import AccessRequest
from contracts.errors import NotFound
from contracts.principal import Principal
from identity.domain.presets import chosen_areas
from identity.store.records import Records
from identity.use_cases.access.tell_access_ended import tell_access_ended


def open_areas(
    caller: Principal,
    organisation_id: UUID,
    asked: AccessRequest,
    areas: tuple[str, ...],
    records: Records,
) -> None:
    """Switch the areas on beside those that the member has, effective at once (SE-44).

    The caller may decide it, and has locked the organisation and the request.

    Raises:
        NotFound: who asked is no member any more.
        InvalidInput: an unknown area, or one for a documents-only account.
    """
    member = records.memberships.lock(organisation_id, asked.person_id)
    if member is None:
        raise NotFound("member")
    opened = chosen_areas(member.role, (*member.areas, *areas))
    if opened == member.areas:
        return
    records.memberships.change(organisation_id, msgspec.structs.replace(member, areas=opened))
    records.audit.record(
        organisation_id=organisation_id,
        actor=actor_of(caller),
        action="member.areas_changed",
        subject=f"person:{member.person_id}",
        details={"before": ",".join(member.areas), "after": ",".join(opened)},
    )
    open_sessions = records.sessions.open_ids_of(organisation_id, member.person_id)
    tell_access_ended(open_sessions, "rights_changed", records)
