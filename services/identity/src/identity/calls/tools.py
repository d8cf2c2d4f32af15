"""What every way into identity finds on `self`."""

from dataclasses import dataclass

from chassis.principal import PrincipalSigner
from chassis.rpc_client import RpcClient
from chassis.secret_sealer import SecretSealer
from chassis.service import Service
from identity.adapters.openid_providers import OpenIdProviders
from identity.adapters.password_hasher import PasswordHasher
from identity.adapters.protocol_signature import ProtocolSigner
from identity.adapters.relying_party import RelyingParty
from identity.adapters.seat_desk import SeatDesk
from identity.settings import Settings
from identity.store.records import RecordRoom
from identity.use_cases.identity_providers.provider_tools import ProviderTools
from identity.use_cases.invitations.issue_invitation import InvitationRules
from identity.use_cases.second_factor.factor_tools import FactorTools


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What all calls of a process share besides the database."""

    hasher: PasswordHasher
    signer: PrincipalSigner
    rules: InvitationRules
    sealer: SecretSealer
    portal_name: str
    providers: OpenIdProviders
    party: RelyingParty
    protocol_signer: ProtocolSigner


class IdentityCalls(Service[Settings, Tools]):
    """The base of each group of calls."""

    catalog = RpcClient("catalog")

    @property
    def _seat_desk(self) -> SeatDesk:
        return SeatDesk(self.catalog)

    @property
    def _room(self) -> RecordRoom:
        return RecordRoom(self.database, self.clock)

    @property
    def _factor_tools(self) -> FactorTools:
        return FactorTools(
            room=self._room,
            hasher=self.resources.hasher,
            sealer=self.resources.sealer,
            portal_name=self.resources.portal_name,
            party=self.resources.party,
        )

    @property
    def _provider_tools(self) -> ProviderTools:
        return ProviderTools(
            room=self._room,
            sealer=self.resources.sealer,
            providers=self.resources.providers,
            locked_hash=self.resources.hasher.locked,
            portal_url=self.settings.portal_url,
            allows_plain_loopback=self.settings.environment != "production",
        )
