"""What is printed: orders for paper, the batch of a business day, and its index."""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from billing_docs.domain.document import Language
from contracts.delivery import PrintBatchState

OrderReason = Literal["postal_mode", "nobody_reached"]
NotPrintable = Literal["no_printable_page", "unreadable_pdf", "archive_damaged"]
PrintedAs = Literal["original", "reading_copy"]
"""An XML file alone is printed as a PDF that was made from it."""
# What a spreadsheet would take for a formula when a name from outside begins with it.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderedDocument:
    """A document that is to be printed: what stands on its sheet, and where its bytes lie."""

    document_id: UUID
    organisation_id: UUID
    customer_number: str
    customer_name: str
    postal_address: str | None
    document_type: str
    number: str
    issued_on: date
    ordered_on: date
    reason: OrderReason
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str
    object_key: str
    version_id: str
    language: Language


class IndexEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the index. `first_page` is the separator sheet's; both None if left out."""

    position: int
    document_id: UUID
    customer_number: str
    customer_name: str
    postal_address: str | None
    document_type: str
    number: str
    issued_on: date
    ordered_on: date
    reason: OrderReason
    file_name: str
    sha256: str
    first_page: int | None
    pages: int | None
    left_out_because: NotPrintable | None
    printed_as: PrintedAs | None = None


class BatchFile(msgspec.Struct, frozen=True, kw_only=True):
    """Where one file of a batch lies, and how to prove it."""

    object_key: str
    version_id: str
    sha256: str
    size_bytes: int
    media_type: str
    file_name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintBatch:
    """A batch as it is kept; the files are empty until it is ready."""

    id: UUID
    business_day: date
    state: PrintBatchState
    documents: int | None
    left_out: int | None
    pages: int | None
    files: dict[str, BatchFile]
    closed_at: datetime
    ready_at: datetime | None
    printed_at: datetime | None
    printed_by: str | None
    expired_at: datetime | None


class _Index(msgspec.Struct, frozen=True, kw_only=True):
    batch_id: UUID
    business_day: date
    file_name: str
    file_sha256: str
    pages: int
    documents: tuple[IndexEntry, ...]


def batch_file_name(business_day: date, extension: str) -> str:
    """Return the name under which a batch's file is saved."""
    return f"druck-{business_day.isoformat()}.{extension}"


def json_index(
    batch: PrintBatch, entries: tuple[IndexEntry, ...], *, file_sha256: str, pages: int
) -> bytes:
    """Return the index for programs."""
    index = _Index(
        batch_id=batch.id,
        business_day=batch.business_day,
        file_name=batch_file_name(batch.business_day, "pdf"),
        file_sha256=file_sha256,
        pages=pages,
        documents=entries,
    )
    return msgspec.json.format(msgspec.json.encode(index), indent=1)


def csv_index(entries: tuple[IndexEntry, ...]) -> bytes:
    """Return the index for spreadsheets (RFC 4180, UTF-8); no cell of it is a formula."""
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow(IndexEntry.__struct_fields__)
    for entry in entries:
        values = msgspec.to_builtins(entry)
        lines.writerow(_cell(values[name]) for name in IndexEntry.__struct_fields__)
    return text.getvalue().encode()


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, str):
        text = value.replace("\n", ", ")
        return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text
    return value
