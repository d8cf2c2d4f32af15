"""What makes an event acceptable, alone, beside what is known, and beside the file it brings."""

import hashlib
import re

from billing_docs.domain.document import BillingDocument, Customer
from billing_docs.domain.faults import DocumentRefused, FaultCode, RefusalCode
from billing_docs.domain.invoice_fields import InvoiceFields
from contracts.inbound import INLINE_LIMIT_BYTES, DocumentIssued, IssuedFile
from contracts.money import Money

# What `POST /v1/uploads` takes, too.
LARGEST_FILE_BYTES = 25 * 1024 * 1024
# As `POST /v1/uploads` answers: whose upload it is, and its digest.
_UPLOAD = re.compile(r"upload:(?P<key>[0-9a-f-]{36}/[0-9a-f]{64})")
# Controls and line ends: no database text, mail subject or HTTP header carries all of them.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def check_issued(issued: DocumentIssued) -> None:
    """Return if the event can be taken as far as it alone can tell, an inline file's digest too.

    Raises:
        DocumentRefused: names the field and what is wrong with it.
    """
    for field, text in (
        ("data.number", issued.number),
        ("data.title", issued.title),
        ("data.run_id", issued.run_id),
        ("data.corrects", issued.corrects),
        *((f"data.refers_to[{place}]", each) for place, each in enumerate(issued.refers_to or ())),
        ("data.file.name", issued.file.name),
        ("data.file.media_type", issued.file.media_type),
    ):
        if text is not None and _UNPRINTABLE.search(text):
            raise _invalid(field, "control characters and line ends are not allowed.")
    if not issued.number.strip():
        raise _invalid("data.number", "is blank.")
    _check_way_of_file(issued.file)


def check_digest(file: IssuedFile, content: bytes) -> None:
    """Return if `content` is the file that the event names.

    Raises:
        DocumentRefused: its SHA-256 is another one.
    """
    found = hashlib.sha256(content).hexdigest()
    if found != file.sha256:
        raise DocumentRefused(
            RefusalCode.CHECKSUM_MISMATCH,
            f"data.file.sha256: the event says {file.sha256}, the file's bytes give {found}.",
        )


def upload_key(file: IssuedFile) -> str:
    """Return under which key the referenced file waits for its event.

    Raises:
        DocumentRefused: the reference is not one that `POST /v1/uploads` answers.
    """
    upload = _UPLOAD.fullmatch(file.reference or "")
    if upload is None:
        raise DocumentRefused(
            RefusalCode.REFERENCE_NOT_ALLOWED,
            "data.file.reference: name what POST /v1/uploads answered, nothing else.",
        )
    return upload["key"]


def upload_unknown() -> DocumentRefused:
    """Return the refusal of a reference behind which there is nothing."""
    return DocumentRefused(
        RefusalCode.REFERENCE_UNKNOWN,
        "data.file.reference: there is no such upload (any more); upload the file again.",
    )


def check_conflicts(
    issued: DocumentIssued,
    customer: Customer,
    *,
    of_event: BillingDocument | None,
    of_number: BillingDocument | None,
) -> None:
    """Return if the event says nothing against the documents known under its id and its number.

    Raises:
        DocumentRefused: its id or its number stands for another document. That one stays.
    """
    if of_event is not None and (
        (of_event.document_type, of_event.number) != (issued.document_type, issued.number)
        or not is_same_document(of_event, customer, issued.file.sha256)
    ):
        raise DocumentRefused(
            RefusalCode.EVENT_CONFLICT,
            "id: this event id was used before for another event; every event needs its own.",
        )
    if of_number is not None and not is_same_document(of_number, customer, issued.file.sha256):
        raise number_conflict()


def is_same_document(known: BillingDocument, customer: Customer, sha256: str) -> bool:
    """Return whether the known document is for this customer and has exactly these bytes."""
    return known.organisation_id == customer.organisation_id and known.sha256 == sha256


def number_conflict() -> DocumentRefused:
    """Return the refusal of another file, or another customer, under a number that was used."""
    return DocumentRefused(
        RefusalCode.NUMBER_CONFLICT,
        "data.number: this source has used the number before for another file or customer; "
        "a correction needs a number of its own.",
    )


def contradictions(issued: DocumentIssued, invoice: InvoiceFields | None) -> tuple[FaultCode, ...]:
    """Return the codes of what the event says otherwise than the invoice's own XML.

    The document is archived all the same, listed under the event's number and date, and the
    publisher learns of the difference.
    """
    if invoice is None:
        return ()
    found = []
    if invoice.number is not None and invoice.number != issued.number:
        found.append(FaultCode.NUMBER_DIFFERS_FROM_EVENT)
    if invoice.issued_on is not None and invoice.issued_on != issued.issued_on:
        found.append(FaultCode.DATE_DIFFERS_FROM_EVENT)
    total = total_of(None, invoice)
    if issued.total is not None and total is not None and total != issued.total:
        found.append(FaultCode.TOTAL_DIFFERS_FROM_EVENT)
    return tuple(found)


def total_of(issued: DocumentIssued | None, invoice: InvoiceFields | None) -> Money | None:
    """Return the total, tax included: the XML's own where it says one, else the event's."""
    if invoice is not None and invoice.total_cents is not None and invoice.currency is not None:
        return Money(minor_units=invoice.total_cents, currency=invoice.currency)
    return issued.total if issued is not None else None


def _check_way_of_file(file: IssuedFile) -> None:
    if (file.content is None) == (file.reference is None):
        raise _invalid("data.file", "give either content or reference.")
    if file.content is None:
        return
    if len(file.content) > INLINE_LIMIT_BYTES:
        raise DocumentRefused(
            RefusalCode.TOO_LARGE,
            f"data.file.content: an inline file has at most {INLINE_LIMIT_BYTES} bytes; "
            "upload a larger one and name its reference.",
        )
    check_digest(file, file.content)


def _invalid(field: str, reason: str) -> DocumentRefused:
    return DocumentRefused(RefusalCode.INVALID_DATA, f"{field}: {reason}")
