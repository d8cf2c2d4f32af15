"""What the use cases about second factors work with."""

from dataclasses import dataclass

from chassis.secret_sealer import SecretSealer
from identity.adapters.password_hasher import PasswordHasher
from identity.adapters.relying_party import RelyingParty
from identity.store.records import RecordRoom


@dataclass(frozen=True, kw_only=True, slots=True)
class FactorTools:
    """Transactions, what checks passwords and passkeys, what keeps secrets, the portal's name."""

    room: RecordRoom
    hasher: PasswordHasher
    sealer: SecretSealer
    portal_name: str
    party: RelyingParty
