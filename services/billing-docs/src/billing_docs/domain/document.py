"""A document of a customer, as billing-docs knows it."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from contracts.billing_docs import Folder
from contracts.inbound import DocumentIssued, DocumentType

Language = Literal["de", "en"]

# What an event waits for that came before its customer: this and the customer's number.
AWAITED_CUSTOMER = "customer:"

_EXTENSIONS = {"application/pdf": "pdf", "application/xml": "xml", "text/xml": "xml"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Customer:
    """The customer a document is for; identity owns it, we remember what we need."""

    organisation_id: UUID
    customer_number: str
    name: str
    language: Language


@dataclass(frozen=True, kw_only=True, slots=True)
class ArchivedObject:
    """Where the bytes lie: a key, the version that was written, and the record beside it."""

    object_key: str
    version_id: str
    record: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class BillingDocument:
    """One document. Amounts are minor units; instants are UTC; dates are calendar days.

    `notice_requested_at` is None where nobody was told: no e-billing address was named by then.
    """

    id: UUID
    organisation_id: UUID
    source: str
    document_type: DocumentType
    number: str
    title: str | None
    issued_on: date
    due_on: date | None
    total_minor_units: int | None
    currency: str | None
    seller_name: str | None
    buyer_name: str | None
    folder: Folder
    format: str
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str
    object_key: str
    version_id: str
    received_at: datetime
    available_until: date
    retained_through: date
    locked_until: datetime
    run_id: str | None
    faults: tuple[str, ...]
    notice_requested_at: datetime | None


def plain_media_type(named: str) -> str:
    """Return a media type in small letters and without parameters: what we store and serve."""
    return named.partition(";")[0].strip().lower()


def object_key(organisation_id: UUID, source: str, issued: DocumentIssued) -> str:
    """Return the archive key of a document: the same document and bytes give the same key.

    The two leading digits spread the load over prefixes; no name, number or address shows.
    """
    identity = f"{source}\n{issued.document_type}\n{issued.number}"
    which = hashlib.sha256(identity.encode()).hexdigest()[:16]
    shard = hashlib.sha256(organisation_id.bytes).hexdigest()[:2]
    extension = _EXTENSIONS[plain_media_type(issued.file.media_type)]
    return f"{shard}/{organisation_id}/{which}-{issued.file.sha256}.{extension}"
