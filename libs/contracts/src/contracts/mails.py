"""Mails about requests: whose they are, as identity tells tickets, and what became of them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.events import Language
from contracts.principal import OrganisationKind, Role

MAIL_SENDER_ASKED = "mail_sender_asked"
MAIL_SENDER_TOLD = "mail_sender_told"

MailState = Literal["asked", "taken", "parked", "ignored"]


class MailSenderAsked(msgspec.Struct, frozen=True, kw_only=True):
    """A mail has come with this sender's address; identity tells whose it is, if anybody's."""

    mail_id: UUID
    address: str


class MailSender(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody with this address in one of his organisations, as he may act there just now."""

    organisation_id: UUID
    organisation_kind: OrganisationKind
    person_id: UUID
    role: Role
    name: str
    email: str
    language: Language


class MailSenderTold(msgspec.Struct, frozen=True, kw_only=True):
    """Whose address it is; empty for strangers, and for people who are let in nowhere."""

    mail_id: UUID
    senders: tuple[MailSender, ...]


class IncomingMail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that came for requests, and what became of it."""

    id: UUID
    state: MailState
    reason: str | None
    """Why it was not taken, as a stable code."""
    sender: str
    subject: str
    size_bytes: int
    received_at: datetime


class IncomingMailDetail(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a mail: what it says anew, to whom it was written, which files it has."""

    mail: IncomingMail
    recipients: tuple[str, ...]
    words: str
    file_names: tuple[str, ...]
    left_out: tuple[str, ...]
    """Names of files that were too many or too large together."""
    request_id: UUID | None
    """The request that it has become part of."""


class HandOverMail(msgspec.Struct, frozen=True, kw_only=True):
    """Makes a mail that was not taken part of a request, by the number that people know."""

    mail_id: UUID
    request_number: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    audience: Literal["public", "vendor"] = "vendor"


class IncomingMailQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which mails, the newest first; `cursor` as given by the page before."""

    state: MailState = "parked"
    cursor: UUID | None = None


class IncomingMails(msgspec.Struct, frozen=True, kw_only=True):
    """Mails, the newest first; `next_cursor` continues, None at the end."""

    items: tuple[IncomingMail, ...]
    next_cursor: UUID | None
