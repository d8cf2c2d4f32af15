"""What a process holds for organisations' own mail accounts: the keys, and the way to servers."""

import time
from dataclasses import dataclass, field
from uuid import UUID

from chassis.secret_sealer import SecretSealer
from contracts.mail_accounts import MailAccountSide
from notifications.adapters.account_servers import AccountServers
from notifications.domain.breaker import HostBreakers
from notifications.domain.mail_accounts import Account, Server, password_owner


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountDesk:
    """Seals and opens passwords, and reaches the servers they are for."""

    sealer: SecretSealer
    servers: AccountServers
    allows_any_port: bool = False
    """For development: servers of the local stack are where there was room."""
    breakers: HostBreakers = field(default_factory=lambda: HostBreakers(time.monotonic))

    def seal(self, password: str, organisation_id: UUID, side: MailAccountSide) -> bytes:
        """Return the password as it is stored."""
        return self.sealer.seal(password.encode(), bound_to=password_owner(organisation_id, side))

    def password(self, account: Account, side: MailAccountSide) -> str:
        """Return the password of one of the account's servers.

        Raises:
            cryptography.exceptions.InvalidTag: the row was changed by somebody without the key.
        """
        server: Server = account.outgoing if side == "outgoing" else account.incoming
        owner = password_owner(account.organisation_id, side)
        return self.sealer.open(server.sealed_password, bound_to=owner).decode()
