"""What an organisation's administrator sees and changes."""

from uuid import UUID

from chassis.entrypoints import rpc
from contracts.identity import ApiKey, AuditPage, CreateApiKey, Members, Membership, SetAreas
from contracts.members import (
    ChangeRole,
    RemoveMember,
    SetDataScope,
    SetDocumentTypes,
    SetGrants,
    SetOperatorNumber,
    SetTeam,
)
from contracts.principal import Principal
from identity.calls.tools import IdentityCalls
from identity.domain.permissions import (
    administered_organisation,
    decided_organisation,
    members_shown,
    own_organisation,
    require_admin,
    served_organisation,
)
from identity.use_cases.members.change_role import change_role
from identity.use_cases.members.create_api_key import create_api_key
from identity.use_cases.members.find_operator import find_operator
from identity.use_cases.members.list_audit import list_audit
from identity.use_cases.members.list_members import list_members
from identity.use_cases.members.remove_member import remove_member
from identity.use_cases.members.set_areas import set_areas
from identity.use_cases.members.set_data_scope import set_data_scope
from identity.use_cases.members.set_document_types import set_document_types
from identity.use_cases.members.set_grants import set_grants
from identity.use_cases.members.set_operator_number import set_operator_number
from identity.use_cases.members.set_team import set_team


class MemberCalls(IdentityCalls):
    """What an organisation's administrator sees and changes."""

    @rpc(reads=True)
    def list_members(self, caller: Principal, organisation_id: UUID | None = None) -> Members:
        """List members, for those who decide something about them and the vendor's people."""
        shown = members_shown(caller, organisation_id)
        with self._room.of(shown) as records:
            return list_members(caller, shown, records)

    @rpc
    def set_areas(self, caller: Principal, request: SetAreas) -> Membership:
        """Switch areas of a member on or off, for administrators and key users."""
        with self._room.of(own_organisation(caller)) as records:
            return set_areas(caller, request, records)

    @rpc
    def set_grants(self, caller: Principal, request: SetGrants) -> Membership:
        """Grant single actions to a member or take them back, for admins and deciding teams."""
        decided = decided_organisation(caller, request.organisation_id, request.reason)
        with self._room.of(decided) as records:
            return set_grants(caller, decided, request, records)

    @rpc
    def change_role(self, caller: Principal, request: ChangeRole) -> Membership:
        """Change what a member is. Raises LastAdministrator."""
        served = served_organisation(caller, request.organisation_id, request.reason)
        with self._room.of(served) as records:
            return change_role(caller, served, request, records)

    @rpc
    def remove_member(self, caller: Principal, request: RemoveMember) -> None:
        """End a membership. Raises InitialAddressProtected, LastAdministrator."""
        served = served_organisation(caller, request.organisation_id, request.reason)
        with self._room.of(served) as records:
            remove_member(caller, served, request, records)

    @rpc
    def set_team(self, caller: Principal, request: SetTeam) -> Membership:
        """Put a partner's member into a team, for administrators; changes no visibility."""
        served = served_organisation(caller, request.organisation_id, request.reason)
        with self._room.of(served) as records:
            return set_team(caller, served, request, records)

    @rpc
    def set_data_scope(self, caller: Principal, request: SetDataScope) -> Membership:
        """Say which customers a partner's member sees, for admins and the deciding teams."""
        decided = decided_organisation(caller, request.organisation_id, request.reason)
        with self._room.of(decided) as records:
            return set_data_scope(caller, decided, request, records)

    @rpc
    def set_document_types(self, caller: Principal, request: SetDocumentTypes) -> Membership:
        """Say which types of documents Post shows to a member, for administrators (B3)."""
        served = served_organisation(caller, request.organisation_id, request.reason)
        with self._room.of(served) as records:
            return set_document_types(caller, served, request, records)

    @rpc
    def set_operator_number(self, caller: Principal, request: SetOperatorNumber) -> Membership:
        """Say who a member is in the ERP, for administrators. Raises AlreadyExists."""
        with self._room.of(require_admin(caller)) as records:
            return set_operator_number(caller, request, records)

    @rpc(reads=True)
    def find_operator(
        self, caller: Principal, operator_number: str, organisation_id: UUID | None = None
    ) -> Membership:
        """Find the member behind an operator number. Raises NotFound."""
        shown = administered_organisation(caller, organisation_id)
        with self._room.of(shown) as records:
            return find_operator(shown, operator_number, records)

    @rpc
    def create_api_key(self, caller: Principal, request: CreateApiKey) -> ApiKey:
        """Make a key for a machine, for administrators."""
        with self._room.of(require_admin(caller)) as records:
            return create_api_key(caller, request, records)

    @rpc(reads=True)
    def list_audit(
        self, caller: Principal, cursor: str | None = None, limit: int = 50
    ) -> AuditPage:
        """Page through the audit trail of the caller's organisation, for administrators."""
        organisation_id = require_admin(caller)
        with self._room.of(organisation_id) as records:
            return list_audit(organisation_id, records, cursor=cursor, limit=limit)
