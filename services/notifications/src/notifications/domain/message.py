"""A message: one thing one recipient is to be told, once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from uuid import UUID

from contracts.events import Attachment, Language

LONGEST_ADDRESS = 254  # RFC 5321 4.5.3.1.3, without the angle brackets
_DIGEST_CHARACTERS = 32
# Parameters that become headers.
REPLY_TO = "reply_to"
THREAD_ID = "thread_id"
FROM_NAME = "from_name"


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """A message as another service asked for it; `idempotency_key` is what makes it one message.

    `request_sha256` tells a repeated request from another one under the same key. `secrets` are
    parameters that are forgotten as soon as the message is settled.
    """

    id: UUID
    idempotency_key: str
    request_sha256: str
    requested_by: str
    organisation_id: UUID | None
    kind: str
    recipient: str
    language: Language
    parameters: dict[str, str]
    secrets: dict[str, str]
    attachments: tuple[Attachment, ...]
    is_reported: bool
    message_id: str
    created_at: datetime
    expires_at: datetime | None = None
    """From when on it is not sent any more: it would only mislead."""
    waits_since: datetime | None = None
    """Since when it is tried, where that is not since it was made: held back, or sent again."""
    keeps_body: bool = True
    """Whether what it says is kept when it is out; that it went out always is (MB-28)."""
    correlation_id: str | None = None
    """What asked for it: the id that stands in the logs of every part on the way."""
    traceparent: str | None = None
    """The same in a trace (W3C Trace Context), where one is taken."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimedMessage:
    """A message one sender has in hand; `attempt` counts from 1 and proves whose hand it is."""

    message: Message
    attempt: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AbandonedMessage:
    """A message whose sender gave no sign of life; `announced_at` if the final dot was near."""

    id: UUID
    idempotency_key: str
    kind: str
    organisation_id: UUID | None
    recipient: str
    attempt: int
    waits_since: datetime
    started_at: datetime
    announced_at: datetime | None


class InvalidRecipientError(ValueError):
    """The address cannot be written to; the text says why and does not repeat the address."""


def message_id_for(idempotency_key: str, sender_domain: str) -> str:
    """Return the RFC 5322 Message-ID that every attempt of this message carries.

    The same key always gives the same id, so a receiver can tell a repeated copy (RFC 1047 calls
    such copies unavoidable).
    """
    digest = hashlib.sha256(idempotency_key.encode()).hexdigest()[:_DIGEST_CHARACTERS]
    return f"<{digest}@{sender_domain}>"


def deliverable_address(address: str) -> str:
    """Return `address` in the form a mail server takes, with an international domain in ASCII.

    Raises:
        InvalidRecipientError: it is not one plain address, or its local part needs SMTPUTF8.
    """
    if len(address) > LONGEST_ADDRESS:
        raise InvalidRecipientError("longer than 254 characters")
    if any(character.isspace() or not character.isprintable() for character in address):
        raise InvalidRecipientError("holds a space or a control character")
    try:
        parsed = Address(addr_spec=address)
    except (ValueError, HeaderParseError, IndexError) as error:
        raise InvalidRecipientError("is not one plain address") from error
    if not parsed.username or not parsed.domain or not parsed.username.isascii():
        raise InvalidRecipientError("has no plain local part, or no domain")
    try:
        domain = parsed.domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise InvalidRecipientError("has no valid domain") from error
    return Address(username=parsed.username, domain=domain).addr_spec
