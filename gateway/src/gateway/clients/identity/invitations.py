"""Invitations: made by administrators, accepted by whoever holds link or code."""

from uuid import UUID

from contracts.identity import (
    AcceptInvitation,
    Invitation,
    InvitationChoice,
    InvitationPreview,
    Invitations,
    InvitePerson,
    Session,
    TypedCode,
)
from gateway.clients.rpc import CallContext, Service


class InvitationCalls(Service):
    """Typed calls about invitations; each raises what `RpcClient.call` raises."""

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

    async def preview_typed_code(
        self, caller: CallContext, request: TypedCode
    ) -> InvitationPreview:
        """Return the same to whoever types the code; a wrong one is counted, so once only."""
        return await self.write(
            caller, "preview_typed_code", {"request": request}, InvitationPreview
        )

    async def resend_invitation(self, caller: CallContext, request: InvitationChoice) -> Invitation:
        """Send an invitation again; the older link dies."""
        return await self.write(caller, "resend_invitation", {"request": request}, Invitation)

    async def revoke_invitation(self, caller: CallContext, request: InvitationChoice) -> Invitation:
        """Take an invitation back."""
        return await self.write(caller, "revoke_invitation", {"request": request}, Invitation)

    async def accept_invitation(self, caller: CallContext, request: AcceptInvitation) -> Session:
        """Accept an invitation with a name and a password, and sign in."""
        return await self.write(caller, "accept_invitation", {"request": request}, Session)
