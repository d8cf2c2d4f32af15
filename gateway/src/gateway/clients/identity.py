"""The identity service: people, organisations, sessions, invitations, the audit trail."""

from uuid import UUID

from contracts.identity import (
    AcceptInvitation,
    ApiKey,
    AuditPage,
    Authenticated,
    CreateApiKey,
    Invitation,
    InvitationPreview,
    Invitations,
    InvitePerson,
    Members,
    Membership,
    Organisation,
    RegisterOrganisation,
    Session,
    SetAreas,
    SignIn,
)
from gateway.clients.rpc import CallContext, Service


class Identity(Service):
    """Typed calls to identity; each raises what `RpcClient.call` raises."""

    name = "identity"

    async def open_session(self, caller: CallContext, request: SignIn) -> Session:
        """Open a session; its token is shown this once."""
        return await self.write(caller, "open_session", {"request": request}, Session)

    async def close_session(self, caller: CallContext) -> None:
        """End the caller's session everywhere."""
        await self.write(caller, "close_session", {}, object)

    async def authenticate(self, caller: CallContext, token: str) -> Authenticated:
        """Say whose session token or API key this is."""
        return await self.read(caller, "authenticate", {"token": token}, Authenticated)

    async def register_organisation(
        self, caller: CallContext, request: RegisterOrganisation
    ) -> Organisation:
        """Register an organisation and invite its contact."""
        return await self.write(caller, "register_organisation", {"request": request}, Organisation)

    async def get_organisation(self, caller: CallContext, organisation_id: UUID) -> Organisation:
        """Return one organisation that the caller may see."""
        return await self.read(
            caller, "get_organisation", {"organisation_id": organisation_id}, Organisation
        )

    async def invite_person(self, caller: CallContext, request: InvitePerson) -> Invitation:
        """Invite a person into an organisation."""
        return await self.write(caller, "invite_person", {"request": request}, Invitation)

    async def list_invitations(
        self, caller: CallContext, organisation_id: UUID | None
    ) -> Invitations:
        """Return an organisation's invitations; None means the caller's own organisation."""
        return await self.read(
            caller, "list_invitations", {"organisation_id": organisation_id}, Invitations
        )

    async def preview_invitation(self, caller: CallContext, token: str) -> InvitationPreview:
        """Return what the holder of the link may see; uses nothing up."""
        return await self.read(caller, "preview_invitation", {"token": token}, InvitationPreview)

    async def accept_invitation(self, caller: CallContext, request: AcceptInvitation) -> Session:
        """Accept an invitation with a name and a password, and sign in."""
        return await self.write(caller, "accept_invitation", {"request": request}, Session)

    async def list_members(self, caller: CallContext, organisation_id: UUID | None) -> Members:
        """Return an organisation's members; None means the caller's own organisation."""
        return await self.read(
            caller, "list_members", {"organisation_id": organisation_id}, Members
        )

    async def set_areas(self, caller: CallContext, request: SetAreas) -> Membership:
        """Say which areas one member sees from now on."""
        return await self.write(caller, "set_areas", {"request": request}, Membership)

    async def create_api_key(self, caller: CallContext, request: CreateApiKey) -> ApiKey:
        """Make a key for a machine; it is shown this once."""
        return await self.write(caller, "create_api_key", {"request": request}, ApiKey)

    async def list_audit(self, caller: CallContext, cursor: str | None, limit: int) -> AuditPage:
        """Return the audit trail of the caller's organisation, newest first."""
        return await self.read(caller, "list_audit", {"cursor": cursor, "limit": limit}, AuditPage)
