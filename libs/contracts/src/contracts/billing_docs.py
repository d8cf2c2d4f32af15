"""Requests and answers of the billing-docs service."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.inbound import DocumentType
from contracts.money import Currency, MinorUnits, Money

Folder = Literal["post", "archive"]
Limit = Annotated[int, msgspec.Meta(ge=1, le=100)]
DocumentOrder = Literal[
    "-issued_on",
    "issued_on",
    "-received_at",
    "received_at",
    "-number",
    "number",
    "-total",
    "total",
    "-due_on",
    "due_on",
]


class DocumentQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which documents, in which order; `cursor` as given by the page before.

    A page may be shorter than `limit`, even empty, while `next_cursor` is there: then it is a long
    way to what fits, and the next page goes on from where this one stopped. A cursor belongs to
    its own order and selection.
    """

    organisation_id: UUID | None = None
    """Only for the vendor's people; everybody else sees his own organisation."""
    folder: Folder | None = None
    document_type: DocumentType | None = None
    document_types: Annotated[tuple[DocumentType, ...], msgspec.Meta(max_length=6)] = ()
    """Any of these; together with `document_type` what is in both."""
    text: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    """Beginnings of words in number, title, seller's name or file name; all must be there."""
    issued_from: date | None = None
    issued_until: date | None = None
    number: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    total_from: MinorUnits | None = None
    """In minor units of whatever currency; a document without a total is in no such list."""
    total_until: MinorUnits | None = None
    currency: Currency | None = None
    format: Annotated[str, msgspec.Meta(max_length=20)] | None = None
    has_faults: bool | None = None
    is_unread: bool | None = None
    """Whether it is in Post and the caller has neither looked at it nor taken it away."""
    sort: DocumentOrder = "-issued_on"
    """A minus begins with the largest; what has no such value comes last, either way."""
    cursor: Annotated[str, msgspec.Meta(max_length=2000)] | None = None
    limit: Limit = 50


class WithoutNoticeQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which documents that nobody was told of, because no e-billing address was named yet.

    The last received first, of every customer unless one is named; `cursor` as given by the page
    before. Only for the vendor's people.
    """

    organisation_id: UUID | None = None
    cursor: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    limit: Limit = 50


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One document as its customer sees it. Times are UTC; dates are Europe/Berlin days."""

    id: UUID
    organisation_id: UUID
    document_type: DocumentType
    number: str
    title: str | None
    issued_on: date
    due_on: date | None
    total: Money | None
    seller_name: str | None
    buyer_name: str | None
    folder: Folder
    format: str
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str
    received_at: datetime
    available_until: date
    faults: tuple[str, ...]
    is_unread: bool = False
    """Whether it is in Post and the caller has neither looked at it nor taken it away."""


class DocumentPage(msgspec.Struct, frozen=True, kw_only=True):
    """Documents in the order asked for; `next_cursor` continues, None at the end."""

    items: tuple[Document, ...]
    next_cursor: str | None


class ArchivedFile(msgspec.Struct, frozen=True, kw_only=True):
    """Where one document's bytes lie and how to prove that they are the right ones."""

    document_id: UUID
    bucket: str
    object_key: str
    version_id: str
    sha256: str
    size_bytes: int
    media_type: str
    file_name: str


class EBillingAddress(msgspec.Struct, frozen=True, kw_only=True):
    """The one address that is told about new documents (SE-52); None when there is none yet."""

    organisation_id: UUID
    email: str | None


class SetEBillingAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Name the one address; only vendor administration may (SE-53)."""

    organisation_id: UUID
    email: Annotated[str, msgspec.Meta(min_length=3, max_length=254)]


class PublicationQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What became of these events of one source? At most 500 ids."""

    source: str
    event_ids: Annotated[tuple[str, ...], msgspec.Meta(max_length=500)]


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one event: archived, parked with a reason, or not seen (yet)."""

    event_id: str
    state: Literal["archived", "parked", "unknown"]
    document_id: UUID | None = None
    code: str | None = None
    number: str | None = None
    """As archived, for comparing with one's own books; so is `sha256`."""
    sha256: str | None = None


class Publications(msgspec.Struct, frozen=True, kw_only=True):
    """One answer per asked event, in the order asked."""

    items: tuple[Publication, ...]
