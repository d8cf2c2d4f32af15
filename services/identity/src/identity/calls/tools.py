"""What every way into identity finds on `self`."""

from dataclasses import dataclass

from chassis.principal import PrincipalSigner
from chassis.service import Service
from identity.adapters.password_hasher import PasswordHasher
from identity.settings import Settings
from identity.store.records import RecordRoom
from identity.use_cases.invitations.issue_invitation import InvitationRules


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What all calls of a process share besides the database."""

    hasher: PasswordHasher
    signer: PrincipalSigner
    rules: InvitationRules


class IdentityCalls(Service[Settings, Tools]):
    """The base of each group of calls."""

    @property
    def _room(self) -> RecordRoom:
        return RecordRoom(self.database, self.clock)
