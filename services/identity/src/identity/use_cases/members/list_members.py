"""Show who belongs to an organisation."""

from uuid import UUID

from contracts.identity import Members
from contracts.principal import Principal
from identity.domain.teams import require_may_see_members
from identity.store.records import Records


def list_members(caller: Principal, organisation_id: UUID, records: Records) -> Members:
    """Return the organisation's members, by name, with team, visibility and grants (DW-06).

    Raises:
        NotPermitted: the caller is one of the partner's own people, and decides nothing there.
    """
    if caller.is_of_partner and organisation_id == caller.organisation_id:
        require_may_see_members(records.memberships.find(organisation_id, caller.subject))
    return Members(items=records.memberships.of_organisation(organisation_id))
