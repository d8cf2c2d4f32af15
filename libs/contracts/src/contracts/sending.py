"""Documents sent by mail: a person's one-time setup, one sending, and what became of each."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.bounces import Bounce

DeliveryWay = Literal["notice", "rule", "manual"]
"""The one notice to the e-billing address, a standing rule, or somebody who sent it by hand."""
SendingState = Literal["queued", "sent", "bounced"]


class BillingAccess(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the caller may send documents: his one-time setup (SE-46)."""

    set_up_at: datetime | None
    is_new: bool = False
    """Whether this very call has set it up."""


class SendDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Send one document as an attachment to any one address (SE-47).

    Repeating `idempotency_key` with the same wish answers the same sending and sends nothing more.
    """

    document_id: UUID
    organisation_id: UUID | None = None
    """Only for the vendor's people."""
    email: Annotated[str, msgspec.Meta(min_length=3, max_length=254)]
    note: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    """A few plain words that stand in the mail."""
    idempotency_key: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class SentFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file that goes with a mail, byte for byte as it is archived."""

    file_name: str
    sha256: str
    size_bytes: int


class DocumentDelivery(msgspec.Struct, frozen=True, kw_only=True):
    """One mail about a document: to whom, with what, who wanted it, and what became of it.

    `sent`: our mail server has taken it; `bounced`: it could not be delivered, which may turn out
    after it was sent. A notice carries no file.
    """

    id: UUID
    document_id: UUID
    way: DeliveryWay
    recipient: str
    files: tuple[SentFile, ...]
    state: SendingState
    requested_at: datetime
    requested_by: str
    """`person:<id>`, or `system:…` for notices and rules."""
    settled_at: datetime | None
    bounce: Bounce | None = None
    """What the mail server said of one that bounced, where that is known."""


class DocumentDeliveries(msgspec.Struct, frozen=True, kw_only=True):
    """The last hundred mails about one document, newest first.

    Administrators and the vendor's people see all of them, everybody else what he sent himself.
    `undelivered_since` marks a document whose mail has reached nobody, until it is settled (B17);
    `print_ordered_at` one that comes on paper.
    """

    items: tuple[DocumentDelivery, ...]
    undelivered_since: datetime | None
    print_ordered_at: datetime | None
