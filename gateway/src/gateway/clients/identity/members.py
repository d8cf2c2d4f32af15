"""Members of an organisation, and the keys of its machines."""

from uuid import UUID

from contracts.identity import ApiKey, CreateApiKey, Members, Membership, SetAreas
from contracts.members import ChangeRole, RemoveMember, SetDocumentTypes, SetOperatorNumber
from gateway.clients.rpc import CallContext, Service


class MemberCalls(Service):
    """Typed calls about members; each raises what `RpcClient.call` raises."""

    async def list_members(self, caller: CallContext, organisation_id: UUID | None) -> Members:
        """Return an organisation's members; None means the caller's own organisation."""
        return await self.read(
            caller, "list_members", {"organisation_id": organisation_id}, Members
        )

    async def set_areas(self, caller: CallContext, request: SetAreas) -> Membership:
        """Say which areas one member sees from now on."""
        return await self.write(caller, "set_areas", {"request": request}, Membership)

    async def change_role(self, caller: CallContext, request: ChangeRole) -> Membership:
        """Say what one member is from now on."""
        return await self.write(caller, "change_role", {"request": request}, Membership)

    async def remove_member(self, caller: CallContext, request: RemoveMember) -> None:
        """End one membership."""
        await self.write(caller, "remove_member", {"request": request}, object)

    async def set_document_types(
        self, caller: CallContext, request: SetDocumentTypes
    ) -> Membership:
        """Say which types of documents Post shows to one member."""
        return await self.write(caller, "set_document_types", {"request": request}, Membership)

    async def set_operator_number(
        self, caller: CallContext, request: SetOperatorNumber
    ) -> Membership:
        """Say who one member is in the ERP."""
        return await self.write(caller, "set_operator_number", {"request": request}, Membership)

    async def find_operator(
        self, caller: CallContext, operator_number: str, organisation_id: UUID | None
    ) -> Membership:
        """Return the member behind an operator number."""
        arguments = {"operator_number": operator_number, "organisation_id": organisation_id}
        return await self.read(caller, "find_operator", arguments, Membership)

    async def create_api_key(self, caller: CallContext, request: CreateApiKey) -> ApiKey:
        """Make a key for a machine; it is shown this once."""
        return await self.write(caller, "create_api_key", {"request": request}, ApiKey)
