"""An export: what was asked for, how far it is, and how its files are named and listed."""

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from billing_docs.domain.document import BillingDocument, Language
from billing_docs.domain.invoice_fields import decimal_text
from contracts.exports import ExportPart, ExportSelection, ExportState

FORMAT = "kontor-export/1"
MOST_DOCUMENTS = 50_000
MOST_BYTES = 20 * 1024**3
# A part closes at the first of these; the next one goes on where it ended.
PART_DOCUMENTS = 2000
PART_BYTES = 128 * 1024**2
# How long one process may be silent about a part before another takes it up.
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 5
CHAIN_BEGINS_WITH = "0" * 64

_FORMULA = re.compile(r"\s*[=+\-@\t\r\n|%]")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
)
_LONGEST_NAME = 60
COLUMNS = (
    "path",
    "document_id",
    "document_type",
    "number",
    "title",
    "issued_on",
    "due_on",
    "total",
    "currency",
    "seller_name",
    "buyer_name",
    "received_at",
    "available_until",
    "file_name",
    "media_type",
    "size_bytes",
    "sha256",
)


class StoredPart(msgspec.Struct, frozen=True, kw_only=True):
    """A finished part, and where it lies."""

    part: ExportPart
    object_key: str
    version_id: str


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Where the next part begins: the last document taken, and the ends of chain and manifest."""

    issued_on: date
    document_id: UUID
    chain: str
    manifest_sha256: str


BEGINNING = Progress(
    issued_on=date.min, document_id=UUID(int=0), chain=CHAIN_BEGINS_WITH, manifest_sha256=""
)


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """A document that could not be handed out, and why."""

    document_id: UUID
    number: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportJob:
    """One export as it is remembered."""

    id: UUID
    organisation_id: UUID
    requested_by: UUID
    requested_at: datetime
    language: Language
    notify_email: str | None
    selection: ExportSelection
    state: ExportState
    document_count: int
    done_count: int
    left_out_count: int
    parts: tuple[StoredPart, ...]
    progress: Progress | None
    finished_at: datetime | None
    expires_at: datetime | None

    @property
    def next_part(self) -> int:
        """Return the number of the part that is made next."""
        return len(self.parts) + 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Requester:
    """Who asks, for which organisation, in which language, and where to tell him."""

    organisation_id: UUID
    person_id: UUID
    actor: str
    language: Language
    notify_email: str | None
    shown_types: tuple[str, ...] | None = None
    """Which types of documents he is shown; None: every one."""

    def may_have(self, selection: ExportSelection) -> bool:
        """Whether all that such an export may hold is of types that he is shown still."""
        if self.shown_types is None:
            return True
        types = selection.document_types
        return bool(types) and set(types) <= set(self.shown_types)


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A document in the index of a part, and its path in the ZIP."""

    document: BillingDocument
    path: str


def path_of(document: BillingDocument) -> str:
    """Return a document's path in the ZIP: plain, sorted by date, and no other document's.

    Of letters that every system knows; a hostile name can lead nowhere.
    """
    extension = "pdf" if document.media_type == "application/pdf" else "xml"
    number = _plain(document.number)[:_LONGEST_NAME].strip("._-") or "document"
    which = hashlib.sha256(document.id.bytes).hexdigest()[:8]
    day = document.issued_on
    return (
        f"documents/{day.year:04}/{day.isoformat()}_{document.document_type}_{number}"
        f"_{which}.{extension}"
    )


def index_csv(listed: Sequence[Listed], language: Language) -> bytes:
    """Return the index for a spreadsheet, as the language's spreadsheets read it.

    No cell begins a formula: texts that could get an apostrophe (OWASP, CSV injection). Amounts and
    dates are ours, and stay what they are.
    """
    text = io.StringIO()
    separator, point = (";", ",") if language == "de" else (",", ".")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for each in listed:
        values = _row(each)
        cents, currency = each.document.total_minor_units, each.document.currency
        total = "" if cents is None or currency is None else decimal_text(cents, currency)
        values["total"] = total.replace(".", point)
        writer.writerow(
            values[name] if name == "total" else _harmless(values[name]) for name in COLUMNS
        )
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def index_json(listed: Sequence[Listed]) -> bytes:
    """Return the index for programs; amounts in minor units, texts as they are."""
    rows = []
    for each in listed:
        row = _row(each)
        del row["total"]
        rows.append({**row, "total_minor_units": each.document.total_minor_units})
    return msgspec.json.format(msgspec.json.encode(rows), indent=2)


def _row(each: Listed) -> dict[str, Any]:
    document = each.document
    named = {name: getattr(document, name) for name in COLUMNS[2:] if name != "total"}
    return {"path": each.path, "document_id": document.id, "total": None, **named}


def _harmless(value: Any) -> str:
    if value is None:
        return ""
    text = value.isoformat() if isinstance(value, (date, datetime)) else str(value)
    return f"'{text}" if isinstance(value, str) and _FORMULA.match(text) else text


def _plain(text: str) -> str:
    spelled = unicodedata.normalize("NFKD", text.translate(_GERMAN))
    return _UNSAFE.sub("-", spelled.encode("ascii", "ignore").decode())
