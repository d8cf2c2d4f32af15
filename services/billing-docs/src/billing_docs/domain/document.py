"""A document of a customer, as billing-docs knows it."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from contracts.billing_docs import Folder
from contracts.inbound import DocumentType

Language = Literal["de", "en"]

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
    """Where the bytes lie: a key and the version that was written."""

    object_key: str
    version_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BillingDocument:
    """One document. Amounts are minor units; `received_at` is UTC; dates are calendar days."""

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
    locked_until: datetime
    run_id: str | None
    faults: tuple[str, ...]


def object_key(document: BillingDocument) -> str:
    """Return the archive key of a document: the same document and bytes give the same key.

    The two leading digits spread the load over prefixes; no name, number or address shows.
    """
    identity = f"{document.source}\n{document.document_type}\n{document.number}"
    which = hashlib.sha256(identity.encode()).hexdigest()[:16]
    shard = hashlib.sha256(document.organisation_id.bytes).hexdigest()[:2]
    extension = _EXTENSIONS.get(document.media_type, "bin")
    return f"{shard}/{document.organisation_id}/{which}-{document.sha256}.{extension}"
