"""What the use cases about second factors work with."""

from dataclasses import dataclass

from identity.adapters.password_hasher import PasswordHasher
from identity.adapters.secret_sealer import SecretSealer
from identity.store.records import RecordRoom


@dataclass(frozen=True, kw_only=True, slots=True)
class FactorTools:
    """Transactions, what checks passwords, what keeps secrets, and how the portal is called."""

    room: RecordRoom
    hasher: PasswordHasher
    sealer: SecretSealer
    portal_name: str
