"""An organisation's own mail account: what may be entered, and what goes through it."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from ipaddress import ip_address
from uuid import UUID

from contracts.errors import InvalidInput
from contracts.mail_accounts import (
    MailAccountFault,
    MailAccountSide,
    MailAccountState,
    MailSecurity,
    NewMailServerEntry,
)
from notifications.domain.message import InvalidRecipientError, deliverable_address

# What an organisation sends to others. What the portal itself has to say keeps its one sender
# (SE-36, G7), and so does what an organisation is told.
OWN_ACCOUNT_KINDS = frozenset({"document_sent", "document_delivered"})

# Those of mail and no others: whoever names a host here must not talk to its other services.
OUTGOING_PORTS = frozenset({25, 465, 587, 2525})
INCOMING_PORTS = frozenset({143, 993})

RESTS_FOR = timedelta(minutes=10)
"""How long mails go by the platform after trouble that may pass, before the account is tried."""

# Only a person can mend these.
LASTING: frozenset[MailAccountFault] = frozenset({"sign_in_refused", "sender_refused", "no_tls"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """One server of an account, with its password sealed."""

    host: str
    port: int
    security: MailSecurity
    user: str
    sealed_password: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """Why an account is not used: what happened, at which of its servers."""

    fault: MailAccountFault
    side: MailAccountSide


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """An organisation's own account. `version` grows with each change of what is entered."""

    organisation_id: UUID
    version: int
    sender_name: str
    sender_address: str
    outgoing: Server
    incoming: Server
    state: MailAccountState
    proven_at: datetime | None
    trouble: Trouble | None
    failing_since: datetime | None
    next_try_at: datetime | None
    tried_at: datetime | None

    def is_used_at(self, now: datetime) -> bool:
        """Return whether a mail goes through it now."""
        if self.state == "failing":
            return self.next_try_at is not None and self.next_try_at <= now
        return self.state == "in_use"


def password_owner(organisation_id: UUID, side: MailAccountSide) -> bytes:
    """Return what a sealed password is bound to; in another row or side it opens nothing."""
    return f"mail_account:{organisation_id}:{side}".encode()


def is_same_entry(known: Server, entered: NewMailServerEntry, host: str) -> bool:
    """Return whether the stored password was entered for this very server and user."""
    return (known.host, known.port, known.user) == (host, entered.port, entered.user)


def plain_host(host: str, field: str) -> str:
    """Return a host's name or address as the resolver takes it.

    Raises:
        InvalidInput: it is none.
    """
    plain = host.strip().rstrip(".").lower()
    try:
        name = plain.encode("idna").decode("ascii")
    except UnicodeError:
        raise InvalidInput(field, "not_a_host") from None
    if not name or any(not (each.isalnum() or each in "-.:") for each in name):
        raise InvalidInput(field, "not_a_host")
    if ":" in name and not _is_address(name):
        raise InvalidInput(field, "not_a_host")
    return name


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def plain_sender(name: str, address: str) -> Address:
    """Return who the mails are from.

    Raises:
        InvalidInput: an address nobody can write to, or a name with what no header holds.
    """
    plain = plain_name(name)
    try:
        written = deliverable_address(address.strip())
    except InvalidRecipientError:
        raise InvalidInput("request.sender_address", "not_an_address") from None
    return Address(display_name=plain, addr_spec=written)


def plain_name(name: str) -> str:
    """Return a sender's name as it stands in a header, and as nothing else.

    Raises:
        InvalidInput: it holds what no header holds.
    """
    if any(unicodedata.category(each) in {"Cc", "Cs", "Cf", "Zl", "Zp"} for each in name):
        raise InvalidInput("request.sender_name", "unreadable_character")
    # Nothing that reads as an encoded word (RFC 2047) and brings a header of its own.
    return name.strip().replace("=?", "= ?")
