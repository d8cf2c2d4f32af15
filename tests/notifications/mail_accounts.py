"""Own mail accounts as tests speak of them, on a real database and with servers on the loopback."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from chassis.audit import AuditTrail
from chassis.outside_addresses import MayReach, is_outside_or_this_machine
from chassis.secret_sealer import SecretSealer
from contracts.mail_accounts import MailSending, NewMailServerEntry, SetMailAccount
from notifications.adapters.account_desk import AccountDesk
from notifications.adapters.account_servers import AccountServers
from notifications.adapters.connections import connecting_outside
from notifications.store.mail_accounts import MailAccountStore
from notifications.use_cases.change_mail_account import (
    AccountChange,
    disconnect_mail_account,
    enter_mail_account,
    remove_mail_account,
)
from notifications.use_cases.connect_mail_account import PAUSE, connect_mail_account
from notifications.use_cases.describe_mail_sending import describe_mail_sending
from tests.notifications.integration.conftest import Office

OLD_KEY = {"kty": "oct", "kid": "2026", "k": "b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xkLW9sZC0"}
NEW_KEY = {"kty": "oct", "kid": "2027", "k": "bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LW5ldy0"}


def account_desk(
    folder: Path,
    *keys: dict[str, str],
    may_reach: MayReach = is_outside_or_this_machine,
    allows_any_port: bool = True,
) -> AccountDesk:
    """Return a desk with these keys, the first of which seals."""
    file = folder / "sealing.json"
    file.write_text(json.dumps({"keys": keys or [OLD_KEY]}))
    return AccountDesk(
        sealer=SecretSealer(file),
        servers=AccountServers(connect=connecting_outside(may_reach), hello_as="kontor.example"),
        allows_any_port=allows_any_port,
    )


def an_entry(port: int, **changes: Any) -> NewMailServerEntry:
    """Return a server on this machine, entered with its password."""
    values: dict[str, Any] = {
        "host": "localhost",
        "port": port,
        "security": "starttls",
        "user": "kontor",
        "password": "geheim-und-lang",
    }
    return NewMailServerEntry(**{**values, **changes})


def an_account(outgoing: NewMailServerEntry, incoming: NewMailServerEntry) -> SetMailAccount:
    """Return an account with these servers."""
    return SetMailAccount(
        sender_name="Muster & Söhne GmbH",
        sender_address="rechnung@muster.example",
        outgoing=outgoing,
        incoming=incoming,
    )


@dataclass(frozen=True, kw_only=True)
class Administrator:
    """Somebody who looks after an organisation's mail account."""

    office: Office
    desk: AccountDesk
    organisation_id: UUID

    def enter(self, account: SetMailAccount) -> MailSending:
        """Enter both servers."""
        with self._transaction() as session:
            enter_mail_account(account, self.desk, self._change(session))
        return self.look()

    def connect(self) -> MailSending:
        """Try both servers, after the pause that a person makes."""
        self.office.clock.move(PAUSE)
        connect_mail_account(
            self.organisation_id,
            "person:admin",
            self.desk,
            self.office.database,
            self.office.clock,
        )
        return self.look()

    def disconnect(self) -> MailSending:
        """Let the platform send again."""
        with self._transaction() as session:
            disconnect_mail_account(self._change(session))
        return self.look()

    def remove(self) -> MailSending:
        """Forget the account."""
        with self._transaction() as session:
            remove_mail_account(self._change(session))
        return self.look()

    def look(self) -> MailSending:
        """Return how mails go out."""
        with self._transaction() as session:
            return describe_mail_sending(
                self.organisation_id, MailAccountStore(session), self.office.clock.now()
            )

    def trail(self) -> list[str]:
        """Return what the trail says was done, oldest first."""
        with self._transaction() as session:
            page = AuditTrail(session, self.office.clock.now()).page(self.organisation_id)
        return [entry.action for entry in reversed(page)]

    def _transaction(self) -> Any:
        return self.office.database.transaction(organisation_id=self.organisation_id)

    def _change(self, session: Any) -> AccountChange:
        now = self.office.clock.now()
        return AccountChange(
            organisation_id=self.organisation_id,
            by="person:admin",
            now=now,
            store=MailAccountStore(session),
            audit=AuditTrail(session, now),
        )
