"""Every way into identity."""

from dataclasses import dataclass
from uuid import UUID

from chassis.entrypoints import Incoming, every, on_inbound, rpc
from chassis.principal import PrincipalSigner
from chassis.service import Service
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
from contracts.inbound import CUSTOMER_UPSERTED, CustomerUpserted
from contracts.outbound import MESSAGE_REJECTED
from contracts.principal import Principal
from identity.adapters.password_hasher import Argon2Hasher, PasswordHasher
from identity.domain.permissions import (
    administered_organisation,
    invited_into,
    require_admin,
    require_staff,
)
from identity.settings import Settings
from identity.store.records import SERVICE, RecordRoom
from identity.use_cases.access.authenticate import authenticate
from identity.use_cases.access.close_session import close_session
from identity.use_cases.access.forget_old_sign_ins import forget_old_sign_ins
from identity.use_cases.access.open_session import open_session
from identity.use_cases.invitations.accept_invitation import accept_invitation
from identity.use_cases.invitations.invite_person import invite_person
from identity.use_cases.invitations.issue_invitation import InvitationRules, invitation_rules
from identity.use_cases.invitations.list_invitations import list_invitations
from identity.use_cases.invitations.preview_invitation import preview_invitation
from identity.use_cases.members.create_api_key import create_api_key
from identity.use_cases.members.list_audit import list_audit
from identity.use_cases.members.list_members import list_members
from identity.use_cases.members.set_areas import set_areas
from identity.use_cases.organisations.get_organisation import get_organisation
from identity.use_cases.organisations.receive_customer import receive_customer
from identity.use_cases.organisations.register_organisation import register_organisation


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What all calls of a process share besides the database."""

    hasher: PasswordHasher
    signer: PrincipalSigner
    rules: InvitationRules


class Identity(Service[Settings, Tools]):
    """People, organisations, invitations, sessions, and who may do what."""

    name = SERVICE
    settings_class = Settings

    @classmethod
    def open_resources(cls, settings: Settings) -> Tools:
        """Return the password hasher, the signing key and the invitation rules."""
        return Tools(
            hasher=Argon2Hasher(),
            signer=PrincipalSigner(settings.principal_signing_key),
            rules=invitation_rules(settings),
        )

    @property
    def _room(self) -> RecordRoom:
        return RecordRoom(self.database, self.clock)

    # Access

    @rpc(public=True)
    def open_session(self, request: SignIn) -> Session:
        """Sign in. Raises SignInRefused, TooManyAttempts."""
        return open_session(request, self._room, self.resources.hasher)

    @rpc
    def close_session(self, caller: Principal) -> None:
        """Sign out."""
        with self._room.of_everybody() as records:
            close_session(caller, records)

    @rpc(public=True)
    def authenticate(self, token: str) -> Authenticated:
        """Tell whose session token or API key it is. Raises NotSignedIn."""
        with self._room.of_everybody() as records:
            return authenticate(token, records, self.resources.signer)

    @every(seconds=3600)
    def forget_old_sign_ins(self) -> None:
        """Delete what is left of sessions and attempts that are over for long."""
        with self._room.of_everybody() as records:
            forget_old_sign_ins(records)

    # Organisations

    @on_inbound(CUSTOMER_UPSERTED, rejected_as=MESSAGE_REJECTED)
    def receive_customer(self, event: Incoming[CustomerUpserted]) -> None:
        """Take a new or changed customer from the ERP."""
        with self._room.of_everybody() as records:
            receive_customer(event, records, self.resources.rules)

    @rpc
    def register_organisation(
        self, caller: Principal, request: RegisterOrganisation
    ) -> Organisation:
        """Register an organisation, for the vendor's people."""
        require_staff(caller)
        with self._room.of_everybody() as records:
            return register_organisation(caller, request, records, self.resources.rules)

    @rpc
    def get_organisation(self, caller: Principal, organisation_id: UUID) -> Organisation:
        """Look an organisation up. Raises NotFound."""
        with self._room.of(organisation_id) as records:
            return get_organisation(caller, organisation_id, records)

    # Invitations

    @rpc
    def invite_person(self, caller: Principal, request: InvitePerson) -> Invitation:
        """Invite an address, or renew its link."""
        with self._room.of(invited_into(caller, request)) as records:
            return invite_person(caller, request, records, self.resources.rules)

    @rpc
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
        with self._room.of_everybody() as records:
            return preview_invitation(token, records)

    @rpc(public=True)
    def accept_invitation(self, request: AcceptInvitation) -> Session:
        """Become a member and sign in. Raises WeakPassword, InvitationNotUsable."""
        return accept_invitation(request, self._room, self.resources.hasher)

    # Members

    @rpc
    def list_members(self, caller: Principal, organisation_id: UUID | None = None) -> Members:
        """List members, for administrators and the vendor's people."""
        shown = administered_organisation(caller, organisation_id)
        with self._room.of(shown) as records:
            return list_members(shown, records)

    @rpc
    def set_areas(self, caller: Principal, request: SetAreas) -> Membership:
        """Switch areas of a member on or off, for administrators."""
        with self._room.of(require_admin(caller)) as records:
            return set_areas(caller, request, records)

    @rpc
    def create_api_key(self, caller: Principal, request: CreateApiKey) -> ApiKey:
        """Make a key for a machine, for administrators."""
        with self._room.of(require_admin(caller)) as records:
            return create_api_key(caller, request, records)

    @rpc
    def list_audit(
        self, caller: Principal, cursor: str | None = None, limit: int = 50
    ) -> AuditPage:
        """Page through the audit trail of the caller's organisation, for administrators."""
        organisation_id = require_admin(caller)
        with self._room.of(organisation_id) as records:
            return list_audit(organisation_id, records, cursor=cursor, limit=limit)
