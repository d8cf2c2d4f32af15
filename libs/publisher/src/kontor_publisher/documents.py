"""A file made into the data of a `document.issued.v1` event."""

import hashlib
import json
import re
from datetime import date
from pathlib import Path

import msgspec

from contracts.inbound import DocumentIssued, IssuedFile
from contracts.money import Money
from kontor_publisher.errors import InvalidDocument

PDF = "application/pdf"
XML = "application/xml"

# PDF readers accept the header anywhere in the first 1,024 bytes (ISO 32000-1, annex H.3.4.1).
_PDF_HEADER_WITHIN_BYTES = 1024
_XML_BEGINNINGS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\x00", b"\xfe\xff\x00<")


def describe_document(  # noqa: PLR0913 (one argument for each thing a document bears)
    file: Path | str | bytes,
    *,
    customer_number: str,
    document_type: str,
    number: str,
    issued_on: date,
    due_on: date | None = None,
    total: Money | None = None,
    run_id: str | None = None,
    title: str | None = None,
    retain_until: date | None = None,
    corrects: str | None = None,
    refers_to: tuple[str, ...] | None = None,
    file_name: str | None = None,
    media_type: str | None = None,
) -> DocumentIssued:
    """Return the checked description of a file given by its path or its bytes, content inline.

    Raises:
        InvalidDocument: names the field that cannot be accepted.
        OSError: the file cannot be read.
    """
    content = file if isinstance(file, bytes) else Path(file).read_bytes()
    if not content:
        raise InvalidDocument("the file is empty")
    media_type = media_type or _media_type_of(content)
    if file_name is None:
        file_name = _name_for(number, media_type) if isinstance(file, bytes) else Path(file).name
    issued = {
        "customer_number": customer_number,
        "document_type": document_type,
        "number": number,
        "issued_on": issued_on,
        "due_on": due_on,
        "total": total,
        "run_id": run_id,
        "title": title,
        "retain_until": retain_until,
        "corrects": corrects,
        "refers_to": refers_to,
        "file": IssuedFile(
            name=file_name,
            media_type=media_type,
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
        ),
    }
    try:
        # A Struct checks nothing when it is built, only when it is decoded.
        return msgspec.convert(msgspec.to_builtins(issued), DocumentIssued)
    except msgspec.ValidationError as error:
        raise InvalidDocument(str(error)) from error


def event_id_of(source: str, document: DocumentIssued) -> str:
    """Return the id that this document has whenever this source publishes it.

    It depends on source, document type, number and the file's digest, so the same file published
    again is the same event, and a corrected file under the same number is another one.
    """
    names = [source, document.document_type, document.number, document.file.sha256]
    return hashlib.sha256(json.dumps(names).encode()).hexdigest()[:32]


def _media_type_of(content: bytes) -> str:
    if b"%PDF-" in content[:_PDF_HEADER_WITHIN_BYTES]:
        return PDF
    if content.lstrip().startswith(_XML_BEGINNINGS):
        return XML
    raise InvalidDocument("the file is neither PDF nor XML: name its media_type")


def _name_for(number: str, media_type: str) -> str:
    suffix = {PDF: ".pdf", XML: ".xml"}.get(media_type, "")
    return re.sub(r"[^A-Za-z0-9._-]+", "_", number) + suffix
