"""What a process holds for webhooks: the key of their secrets, and the way to their addresses."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidTag

from chassis.secret_sealer import SecretSealer
from notifications.adapters.webhook_endpoints import WebhookEndpoints
from notifications.domain.webhooks import WebhookRecord, secret_owner


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookDesk:
    """One sender's place.

    With `takes_failing` it also serves organisations whose addresses are in trouble; half of the
    desks do, so that those never keep all of them busy. `luck` gives numbers from 0 to 1.
    """

    sealer: SecretSealer
    endpoints: WebhookEndpoints
    ticks: Callable[[], float]
    luck: Callable[[], float]
    takes_failing: bool = True
    allows_loopback: bool = False
    shift_seconds: float = 10.0

    def seal(self, secret: str, record: WebhookRecord) -> bytes:
        """Return a secret as it is stored with the webhook."""
        owner = secret_owner(record.organisation_id, record.account_id)
        return self.sealer.seal(secret.encode(), bound_to=owner)

    def secrets_of(self, record: WebhookRecord, now: datetime) -> tuple[str, ...]:
        """Return the secrets that sign now: the present one, and for a time the one before.

        Raises:
            cryptography.exceptions.InvalidTag, KeyError: the present one does not open.
        """
        owner = secret_owner(record.organisation_id, record.account_id)
        present = self.sealer.open(record.sealed_secret, bound_to=owner).decode()
        older, until = record.older_sealed_secret, record.older_secret_until
        if older is None or until is None or until <= now:
            return (present,)
        try:
            return (present, self.sealer.open(older, bound_to=owner).decode())
        except (InvalidTag, KeyError):
            # Its key is gone: the present one is enough to be believed.
            return (present,)
