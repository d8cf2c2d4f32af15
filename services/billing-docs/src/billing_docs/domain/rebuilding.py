"""A document put together again from what lies in the archive: its record and its key."""

import re
from datetime import date, datetime
from uuid import UUID

import msgspec

from billing_docs.domain.document import BillingDocument
from billing_docs.domain.retention import locked_until, retention_of
from billing_docs.domain.retention_rules import RetentionRules
from contracts.inbound import DocumentType

# As `object_key` makes them: shard, organisation, which document, its digest.
_KEY = re.compile(
    r"[0-9a-f]{2}/(?P<organisation>[0-9a-f-]{36})/[0-9a-f]{16}-(?P<sha256>[0-9a-f]{64})"
    r"\.(?P<extension>pdf|xml)"
)
_MEDIA_TYPES = {"pdf": "application/pdf", "xml": "application/xml"}


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What `archive_record` has written; what it may leave out has a default here."""

    id: UUID
    source: str
    customer_number: str
    document_type: DocumentType
    number: str
    issued_on: date
    received_at: datetime
    sha256: str
    format: str | None = None
    available_until: date | None = None
    retained_through: date | None = None
    due_on: date | None = None
    total_minor_units: int | None = None
    currency: str | None = None
    run_id: str | None = None
    title: str | None = None
    file_name: str | None = None
    seller_name: str | None = None
    buyer_name: str | None = None
    faults: tuple[str, ...] = ()
    event_id: str | None = None
    corrects: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = ()


class NotRestorable(Exception):
    """An object cannot become a document again. Argument: the reason's stable code."""


def digest_in(key: str) -> str | None:
    """Return the SHA-256 that a key names, None where it is no document's key."""
    found = _KEY.fullmatch(key)
    return None if found is None else found["sha256"]


def read_record(record: bytes, key: str) -> Record:
    """Return what a document's record says.

    Raises:
        NotRestorable: there is none, it cannot be read, or it speaks of another file.
    """
    if not record:
        raise NotRestorable("no_record")
    try:
        read = msgspec.json.decode(record, type=Record)
    except msgspec.MsgspecError as error:
        raise NotRestorable("unreadable_record") from error
    if read.sha256 != digest_in(key):
        raise NotRestorable("record_of_another_file")
    return read


def restored_document(
    record: Record,
    key: str,
    *,
    version_id: str,
    size_bytes: int,
    media_type: str | None,
    rules: RetentionRules,
) -> BillingDocument:
    """Return the document as the index knew it, as far as record and key say.

    In Post, where it came; counted as told of, so that nobody is told twice.
    """
    found = _KEY.fullmatch(key)
    if found is None:
        raise NotRestorable("foreign_key")
    usual = retention_of(
        provided_at=record.received_at,
        issued_on=record.issued_on,
        rule=rules.of(record.document_type),
    )
    retained = record.retained_through or usual.retained_through
    extension = found["extension"]
    return BillingDocument(
        id=record.id,
        organisation_id=UUID(found["organisation"]),
        source=record.source,
        document_type=record.document_type,
        number=record.number,
        title=record.title,
        issued_on=record.issued_on,
        due_on=record.due_on,
        total_minor_units=record.total_minor_units,
        currency=record.currency,
        seller_name=record.seller_name,
        buyer_name=record.buyer_name,
        folder="post",
        format=record.format or extension,
        file_name=record.file_name or f"{record.number}.{extension}",
        media_type=media_type or _MEDIA_TYPES[extension],
        size_bytes=size_bytes,
        sha256=record.sha256,
        object_key=key,
        version_id=version_id,
        received_at=record.received_at,
        available_until=record.available_until or usual.available_until,
        retained_through=retained,
        locked_until=locked_until(retained),
        run_id=record.run_id,
        faults=record.faults,
        notice_requested_at=record.received_at,
    )
