"""What the use cases about identity providers work with, beside the records."""

from dataclasses import dataclass

from identity.adapters.secret_sealer import SecretSealer
from identity.domain.identity_providers import CALLBACK_PATH


@dataclass(frozen=True, kw_only=True, slots=True)
class ProviderTools:
    """The same for all calls of a process."""

    sealer: SecretSealer
    portal_url: str
    allows_plain_loopback: bool
    """Whether a provider on this machine may speak http: never in production."""

    @property
    def redirect_uri(self) -> str:
        """Where providers send people back to."""
        return self.portal_url.rstrip("/") + CALLBACK_PATH
