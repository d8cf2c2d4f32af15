"""Requests and answers about Post and Archive: filing, reading, links, and the space used."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.billing_docs import Folder
from contracts.inbound import DocumentType
from contracts.money import Money

DocumentIds = Annotated[tuple[UUID, ...], msgspec.Meta(min_length=1, max_length=100)]


class MoveDocuments(msgspec.Struct, frozen=True, kw_only=True):
    """Put documents into a folder; at most 100 at once."""

    document_ids: DocumentIds
    folder: Folder


class MovedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one: moved, there already, or not found. Its id and its file stay as is."""

    document_id: UUID
    outcome: Literal["moved", "already_there", "not_found"]


class MovedDocuments(msgspec.Struct, frozen=True, kw_only=True):
    """One answer per document, in the order asked."""

    items: tuple[MovedDocument, ...]


class DocumentCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many documents of a type are in a folder, and how many bytes they have."""

    folder: Folder
    document_type: DocumentType
    documents: int
    size_bytes: int


class DocumentSummary(msgspec.Struct, frozen=True, kw_only=True):
    """How many documents there are, by folder and type, of those that the caller sees."""

    counts: tuple[DocumentCount, ...]
    unread: int
    """How many the caller has not read yet, among the newest thousand in Post."""


class MarkDocuments(msgspec.Struct, frozen=True, kw_only=True):
    """Let documents count as read by the caller, or as unread; nobody else's marks change."""

    document_ids: DocumentIds
    is_read: bool


class DocumentReader(msgspec.Struct, frozen=True, kw_only=True):
    """When one of the customer's people first looked at a document, and first took it away."""

    person_id: UUID
    first_previewed_at: datetime | None
    first_downloaded_at: datetime | None


class DocumentReaders(msgspec.Struct, frozen=True, kw_only=True):
    """Who has previewed or downloaded a document, the first reader first; at most 500 people."""

    items: tuple[DocumentReader, ...]


class LinkedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """The document behind a link."""

    id: UUID
    document_type: DocumentType
    issued_on: date
    total: Money | None


class DocumentLink(msgspec.Struct, frozen=True, kw_only=True):
    """How a document and another one belong together; `document` is None where it is not here."""

    relation: Literal["corrects", "corrected_by", "refers_to", "referred_to_by"]
    number: str
    document: LinkedDocument | None


class DocumentLinks(msgspec.Struct, frozen=True, kw_only=True):
    """What a document corrects or refers to, then what does so to it; at most 100 of each."""

    items: tuple[DocumentLink, ...]


class StorageUsed(msgspec.Struct, frozen=True, kw_only=True):
    """How much space an organisation's documents use: exactly the sum of their files."""

    organisation_id: UUID
    documents: int
    used_bytes: int
