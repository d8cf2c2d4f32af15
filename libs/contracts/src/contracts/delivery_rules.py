"""Standing delivery: who gets each new document by mail, and what happens when a mail bounces."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.inbound import DocumentType

RuleType = DocumentType | Literal["all"]
Form = Literal["pdf", "xml", "both"]
Turn = Literal["first", "fallback"]
RecipientState = Literal["invited", "confirmed"]
LANGUAGES = Literal["de", "en"]
Email = Annotated[str, msgspec.Meta(min_length=3, max_length=254)]
Token = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
FailureSettlement = Literal["settled", "print"]

MOST_RECIPIENTS = 50


class NewRecipient(msgspec.Struct, frozen=True, kw_only=True):
    """An address that is to get each new document of a type, once it has been confirmed.

    `first` gets every document; `fallback` only when the mail to one before it has bounced.
    """

    document_type: RuleType = "all"
    email: Email
    form: Form = "both"
    turn: Turn = "first"
    language: LANGUAGES | None = None
    """The customer's own language unless another is named."""


class AddRecipient(msgspec.Struct, frozen=True, kw_only=True):
    """Add one recipient; adding one that is there changes how, and mails a new link if need be."""

    organisation_id: UUID | None = None
    """Only for the vendor's people, here and below."""
    recipient: NewRecipient


class SetRules(msgspec.Struct, frozen=True, kw_only=True):
    """Make these the rules, all of them, in this order; who is confirmed stays confirmed."""

    organisation_id: UUID | None = None
    recipients: Annotated[tuple[NewRecipient, ...], msgspec.Meta(max_length=MOST_RECIPIENTS)]


class RemoveRecipient(msgspec.Struct, frozen=True, kw_only=True):
    """Send one recipient nothing more."""

    organisation_id: UUID | None = None
    recipient_id: UUID


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """A recipient as it stands: `invited` until somebody has confirmed by the mailed link."""

    id: UUID
    document_type: RuleType
    email: str
    form: Form
    turn: Turn
    language: LANGUAGES
    state: RecipientState
    invited_until: datetime | None
    """Until when the mailed link can be used; None once it was."""
    confirmed_at: datetime | None


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """Every recipient, in the order in which fallbacks come in."""

    items: tuple[Recipient, ...]


class RecipientLink(msgspec.Struct, frozen=True, kw_only=True):
    """What a mailed link is about, for whoever holds it."""

    email: str
    organisation_name: str
    document_type: RuleType | None
    """None for the link that ends everything."""
    expires_at: datetime | None


class FailureQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which documents that reached nobody by mail: open ones, the last first."""

    organisation_id: UUID | None = None
    cursor: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class DeliveryFailure(msgspec.Struct, frozen=True, kw_only=True):
    """A document whose mails have reached nobody; printed after `print_after` unless settled."""

    document_id: UUID
    organisation_id: UUID
    customer_number: str
    customer_name: str
    document_type: DocumentType
    number: str
    failed_at: datetime
    told_at: datetime | None
    """When vendor administration was told by mail."""
    print_after: datetime


class DeliveryFailurePage(msgspec.Struct, frozen=True, kw_only=True):
    """Failures, the last first; `next_cursor` continues, None at the end."""

    items: tuple[DeliveryFailure, ...]
    next_cursor: str | None


class SettleFailure(msgspec.Struct, frozen=True, kw_only=True):
    """Say that a failure is taken care of, or have the document printed at once."""

    document_id: UUID
    how: FailureSettlement
