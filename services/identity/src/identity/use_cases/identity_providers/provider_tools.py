"""What the use cases about identity providers work with, beside the records."""

from dataclasses import dataclass

from chassis.secret_sealer import SecretSealer
from identity.adapters.openid_providers import OpenIdProviders, ProviderClient
from identity.domain.identity_providers import CALLBACK_PATH, ProviderRecord, secret_owner
from identity.store.records import RecordRoom


@dataclass(frozen=True, kw_only=True, slots=True)
class ProviderTools:
    """The same for all calls of a process."""

    room: RecordRoom
    sealer: SecretSealer
    providers: OpenIdProviders
    locked_hash: str
    """Fits no password: of people who have not chosen one."""
    portal_url: str
    allows_plain_loopback: bool
    """Whether a provider on this machine may speak http: never in production."""

    @property
    def redirect_uri(self) -> str:
        """Where providers send people back to."""
        return self.portal_url.rstrip("/") + CALLBACK_PATH

    def client_of(self, provider: ProviderRecord) -> ProviderClient:
        """Return us as the provider's client, with the secret opened."""
        owner = secret_owner(provider.organisation_id)
        return ProviderClient(
            issuer=provider.issuer,
            client_id=provider.client_id,
            client_secret=self.sealer.open(provider.sealed_secret, bound_to=owner).decode(),
            redirect_uri=self.redirect_uri,
        )
