"""Enter, leave or forget an organisation's own mail account."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.audit import AuditTrail
from contracts.errors import InvalidInput, NotFound
from contracts.mail_accounts import MailAccountSide, NewMailServerEntry, SetMailAccount
from notifications.adapters.account_desk import AccountDesk
from notifications.domain.mail_accounts import (
    INCOMING_PORTS,
    OUTGOING_PORTS,
    Account,
    Server,
    is_same_entry,
    plain_host,
    plain_sender,
)
from notifications.store.mail_accounts import Entered, MailAccountStore

SUBJECT = "mail_account"


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountChange:
    """Whose account is changed by whom, and with what."""

    organisation_id: UUID
    by: str
    now: datetime
    store: MailAccountStore
    audit: AuditTrail

    def note(self, action: str, **details: str) -> None:
        """Leave a line in the organisation's trail; never a password."""
        self.audit.record(
            organisation_id=self.organisation_id,
            actor=self.by,
            action=f"mail_account.{action}",
            subject=SUBJECT,
            details=details,
        )


def enter_mail_account(
    request: SetMailAccount, accounts: AccountDesk, change: AccountChange
) -> None:
    """Store both servers (MB-31, MB-32); mails go by the platform until both have answered.

    Raises:
        InvalidInput: a host that is none, a port that mail does not use, a sender that is none, or
            a password is missing that was not entered for this very server before.
    """
    sender = plain_sender(request.sender_name, request.sender_address)
    known = change.store.find(change.organisation_id, for_change=True)
    entered = Entered(
        sender_name=sender.display_name,
        sender_address=sender.addr_spec,
        outgoing=_server("outgoing", request.outgoing, known, accounts, change),
        incoming=_server("incoming", request.incoming, known, accounts, change),
    )
    change.store.put(change.organisation_id, entered, by=change.by, at=change.now)
    change.note(
        "entered",
        outgoing_host=entered.outgoing.host,
        incoming_host=entered.incoming.host,
    )


def disconnect_mail_account(change: AccountChange) -> None:
    """Let the platform send again; what was entered stays. Raises NotFound."""
    if not change.store.disconnect(change.organisation_id):
        raise NotFound("mail_account")
    change.note("disconnected")


def remove_mail_account(change: AccountChange) -> None:
    """Forget the account and its passwords. Raises NotFound."""
    if not change.store.remove(change.organisation_id):
        raise NotFound("mail_account")
    change.note("removed")


def _server(
    side: MailAccountSide,
    entry: NewMailServerEntry,
    known: Account | None,
    accounts: AccountDesk,
    change: AccountChange,
) -> Server:
    field = f"request.{side}"
    host = plain_host(entry.host, f"{field}.host")
    ports = OUTGOING_PORTS if side == "outgoing" else INCOMING_PORTS
    if entry.port not in ports and not accounts.allows_any_port:
        raise InvalidInput(f"{field}.port", "not_a_mail_port")
    return Server(
        host=host,
        port=entry.port,
        security=entry.security,
        user=entry.user,
        sealed_password=_sealed(side, entry, host, known, accounts, change),
    )


def _sealed(
    side: MailAccountSide,
    entry: NewMailServerEntry,
    host: str,
    known: Account | None,
    accounts: AccountDesk,
    change: AccountChange,
) -> bytes:
    if entry.password is not None:
        return accounts.seal(entry.password, change.organisation_id, side)
    before = None if known is None else (known.outgoing if side == "outgoing" else known.incoming)
    if before is None or not is_same_entry(before, entry, host):
        raise InvalidInput(f"request.{side}.password", "password_needed")
    return before.sealed_password
