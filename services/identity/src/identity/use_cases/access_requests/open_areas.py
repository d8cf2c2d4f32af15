"""Give a member the areas that he asked for."""

from uuid import UUID

from contracts.accounts import AccessRequest
from contracts.errors import NotFound
from contracts.principal import Principal
from identity.domain.presets import chosen_areas
from identity.store.records import Records
from identity.use_cases.members.change_areas import change_areas


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
    change_areas(caller, member, opened, organisation_id=organisation_id, records=records)
