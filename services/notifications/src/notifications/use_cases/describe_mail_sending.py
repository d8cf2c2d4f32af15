"""Say how an organisation's mails go out, and show its account without its passwords."""

from datetime import datetime
from uuid import UUID

from contracts.mail_accounts import MailAccount, MailSending, MailServerEntry
from notifications.domain.mail_accounts import Account, Server
from notifications.store.mail_accounts import MailAccountStore


def describe_mail_sending(
    organisation_id: UUID, store: MailAccountStore, now: datetime
) -> MailSending:
    """Return what is in force now."""
    account = store.find(organisation_id)
    if account is None:
        return MailSending(transport="platform", account=None)
    return MailSending(
        transport="own" if account.is_used_at(now) else "platform", account=_described(account)
    )


def _described(account: Account) -> MailAccount:
    trouble = account.trouble
    return MailAccount(
        sender_name=account.sender_name,
        sender_address=account.sender_address,
        outgoing=_entry(account.outgoing),
        incoming=_entry(account.incoming),
        state=account.state,
        proven_at=account.proven_at,
        fault=None if trouble is None else trouble.fault,
        fault_side=None if trouble is None else trouble.side,
        failing_since=account.failing_since,
        next_try_at=account.next_try_at,
    )


def _entry(server: Server) -> MailServerEntry:
    return MailServerEntry(
        host=server.host, port=server.port, security=server.security, user=server.user
    )
