"""What is written down beside a document's bytes, so that the archive alone can be read again."""

from typing import Any
from uuid import UUID

import msgspec

from billing_docs.domain.document import BillingDocument
from billing_docs.domain.references import Reference, numbers_of

# S3 keeps 2 KiB of metadata with an object, names included, and base64 makes four bytes of three.
LARGEST_RECORD_BYTES = 1500
# What an index can do without, in the order in which it goes when names are very long.
_DISPENSABLE = (
    "buyer_name",
    "seller_name",
    "title",
    "refers_to",
    "faults",
    "file_name",
    "run_id",
    "event_id",
)


class _Identity(msgspec.Struct):
    id: UUID


def archive_record(
    document: BillingDocument,
    *,
    event_id: str,
    customer_number: str,
    references: tuple[Reference, ...] = (),
) -> bytes:
    """Return as JSON what the bytes do not say of themselves, at most 1500 bytes.

    Names, numbers and dates as the event had them, so that the index can be rebuilt and links in
    mails still lead to the document.
    """
    record: dict[str, Any] = {
        "id": document.id,
        "source": document.source,
        "event_id": event_id,
        "customer_number": customer_number,
        "document_type": document.document_type,
        "number": document.number,
        "title": document.title,
        "issued_on": document.issued_on,
        "due_on": document.due_on,
        "total_minor_units": document.total_minor_units,
        "currency": document.currency,
        "run_id": document.run_id,
        "corrects": numbers_of(references, "corrects") or None,
        "refers_to": numbers_of(references, "refers_to") or None,
        "file_name": document.file_name,
        "format": document.format,
        "seller_name": document.seller_name,
        "buyer_name": document.buyer_name,
        "faults": document.faults or None,
        "sha256": document.sha256,
        "received_at": document.received_at,
        "available_until": document.available_until,
        "retained_through": document.retained_through,
    }
    record = {name: value for name, value in record.items() if value is not None}
    for name in _DISPENSABLE:
        encoded = msgspec.json.encode(record)
        if len(encoded) <= LARGEST_RECORD_BYTES:
            return encoded
        record.pop(name, None)
    return msgspec.json.encode(record)


def id_in(record: bytes) -> UUID | None:
    """Return the document id that a record names, None if it names none."""
    try:
        return msgspec.json.decode(record, type=_Identity).id
    except msgspec.DecodeError:
        return None
