"""An organisation's own mail account, through which it sends instead of the platform's."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

MailSecurity = Literal["starttls", "tls"]
MailTransport = Literal["platform", "own"]
MailAccountState = Literal["unproven", "in_use", "failing"]
"""`unproven`: nothing is sent through it yet; `failing`: mails go by the platform for now."""
MailAccountSide = Literal["outgoing", "incoming"]
MailAccountFault = Literal[
    "unreachable", "no_tls", "sign_in_refused", "sender_refused", "no_answer"
]

Host = Annotated[str, msgspec.Meta(min_length=1, max_length=253)]
Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]
UserName = Annotated[str, msgspec.Meta(min_length=1, max_length=254)]
Password = Annotated[str, msgspec.Meta(min_length=1, max_length=500, extra={"secret": True})]


class MailServerEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One server of the account, as it is told to people: never with its password (MB-32)."""

    host: Host
    port: Port
    security: MailSecurity
    user: UserName


class NewMailServerEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The same as it is entered.

    Without a password the stored one stays, as long as host, port and user stay what they are: no
    password is ever shown to another server than the one it was entered for.
    """

    host: Host
    port: Port
    security: MailSecurity
    user: UserName
    password: Password | None = None


class SetMailAccount(msgspec.Struct, frozen=True, kw_only=True):
    """Both servers, and who the mails are from (MB-31, MB-32)."""

    sender_name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    sender_address: Annotated[str, msgspec.Meta(min_length=3, max_length=254)]
    outgoing: NewMailServerEntry
    incoming: NewMailServerEntry


class MailAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation's own account, and whether mails go through it (MB-33).

    `fault` on `fault_side` is why not; `failing_since` since when. A new try follows by itself at
    `next_try_at`; where that is None, somebody has to connect again.
    """

    sender_name: str
    sender_address: str
    outgoing: MailServerEntry
    incoming: MailServerEntry
    state: MailAccountState
    proven_at: datetime | None
    fault: MailAccountFault | None
    fault_side: MailAccountSide | None
    failing_since: datetime | None
    next_try_at: datetime | None


class MailSending(msgspec.Struct, frozen=True, kw_only=True):
    """How an organisation's mails go out just now (MB-22, MB-27); `account` is None without one."""

    transport: MailTransport
    account: MailAccount | None
