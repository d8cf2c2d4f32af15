"""From the invitation to the member."""

from uuid import UUID

from chassis.entrypoints import rpc
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
from contracts.principal import Principal
from identity.calls.tools import IdentityCalls
from identity.domain.permissions import administered_organisation, invited_into, served_organisation
from identity.use_cases.invitations.accept_invitation import accept_invitation
from identity.use_cases.invitations.invite_person import invite_person
from identity.use_cases.invitations.list_invitations import list_invitations
from identity.use_cases.invitations.preview_invitation import preview_invitation
from identity.use_cases.invitations.resend_invitation import resend_invitation
from identity.use_cases.invitations.revoke_invitation import revoke_invitation


class InvitationCalls(IdentityCalls):
    """From the invitation to the member."""

    @rpc
    def invite_person(self, caller: Principal, request: InvitePerson) -> Invitation:
        """Invite an address, or renew its link."""
        with self._room.of(invited_into(caller, request)) as records:
            rules = self.resources.rules
            return invite_person(caller, request, records, rules, self._seat_desk)

    @rpc
    def resend_invitation(self, caller: Principal, request: InvitationChoice) -> Invitation:
        """Send an open or expired invitation again; the older link dies."""
        served = served_organisation(caller, request.organisation_id, request.reason)
        with self._room.of(served) as records:
            return resend_invitation(caller, served, request, records, rules=self.resources.rules)

    @rpc
    def revoke_invitation(self, caller: Principal, request: InvitationChoice) -> Invitation:
        """Take an invitation back. Raises InitialAddressProtected, InvitationNotUsable."""
        served = served_organisation(caller, request.organisation_id, request.reason)
        with self._room.of(served) as records:
            return revoke_invitation(caller, served, request, records)

    @rpc(reads=True)
    def list_invitations(
        self, caller: Principal, organisation_id: UUID | None = None
    ) -> Invitations:
        """List invitations, for administrators and the vendor's people."""
        shown = administered_organisation(caller, organisation_id)
        with self._room.of(shown) as records:
            return list_invitations(shown, records)

    @rpc(public=True)
    def preview_invitation(self, token: str) -> InvitationPreview:
        """Show where a link leads; uses nothing up. Raises NotFound, InvitationNotUsable."""
        return preview_invitation(token, None, self._room)

    @rpc(public=True)
    def preview_typed_code(self, request: TypedCode) -> InvitationPreview:
        """Show where a typed code leads; five wrong ones close this way. Raises NotFound."""
        return preview_invitation(None, request, self._room)

    @rpc(public=True)
    def accept_invitation(self, request: AcceptInvitation) -> Session:
        """Become a member and sign in. Raises WeakPassword, InvitationNotUsable."""
        return accept_invitation(request, self._room, self.resources.hasher)
