"""Take in a document that another system has issued: archived once, listed once, told once.

The order is fixed: object before row, row before acknowledgement. A crash in between leaves at
worst an object without a row, which the next delivery of the same event finds and uses.
"""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec
from sqlalchemy.orm import Session

from billing_docs.adapters.archive import Archive, ForeignObject, ToArchive
from billing_docs.adapters.reading import ReadDocument, read_document
from billing_docs.domain.document import ArchivedObject, BillingDocument, Customer, object_key
from billing_docs.domain.faults import DocumentRefused
from billing_docs.domain.intake import contradictions, total_of
from billing_docs.domain.retention import available_until, locked_until
from billing_docs.store.customers import CustomerStore
from billing_docs.store.documents import DocumentStore
from chassis.audit import AuditTrail
from chassis.crash_points import crash_point
from chassis.database import Database
from chassis.entrypoints import Incoming
from chassis.errors import Refused
from chassis.ids import new_id
from chassis.inbox import Inbox
from chassis.outbox import Outbox
from contracts.events import NOTICE_REQUESTED, NoticeRequested
from contracts.inbound import INLINE_LIMIT_BYTES, DocumentIssued, IssuedFile
from contracts.outbound import DOCUMENT_ARCHIVED, DocumentArchived

SERVICE = "billing_docs"
# As `POST /v1/uploads` answers: whose upload it is, and which.
_UPLOAD = re.compile(r"upload:(?P<key>[0-9a-f-]{36}/[0-9a-f]{64})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """What the intake works with: the database, the archive, the time, the portal's address."""

    database: Database
    archive: Archive
    now: datetime
    portal_url: str


def receive_document(event: Incoming[DocumentIssued], around: Surroundings) -> None:
    """Archive the document, list it under Post, and ask for one notice, exactly once.

    Safe to repeat and to run twice at once: AMQP delivers at least once, and an ERP resends after
    an outage, even under a new event id.

    Raises:
        Refused: it can never be accepted as it is; the code says why.
        DependencyDown: the archive or the database is away; nothing is lost.
    """
    customer = _customer_of(event, around.database)
    content = _content_of(event.data.file, around.archive)
    read = _read(content, event.data.file.media_type)
    document = _document(event, customer, content, read, around.now)
    crash_point("intake.read")
    archived = _keep(document, content, event, around.archive)
    crash_point("intake.stored")
    document = replace(document, object_key=archived.object_key, version_id=archived.version_id)
    with around.database.transaction(organisation_id=customer.organisation_id) as session:
        _record(session, event, document, customer, around)
        crash_point("intake.before_commit")
    crash_point("intake.committed")


def _customer_of(event: Incoming[DocumentIssued], database: Database) -> Customer:
    number = event.data.customer_number
    if event.publisher is not None and not event.publisher.may_speak_for(number):
        raise Refused("customer_not_allowed", "this publisher may not speak for that customer")
    with database.transaction(every_organisation=True) as session:
        customer = CustomerStore(session).by_number(number)
    if customer is None:
        raise Refused(
            "unknown_customer",
            "no customer has this number (yet); the event is taken up when one appears",
            waits_for=f"customer:{number}",
        )
    return customer


def _content_of(file: IssuedFile, archive: Archive) -> bytes:
    if (file.content is None) == (file.reference is None):
        raise Refused("invalid_data", "data.file: give either content or reference")
    if file.content is not None:
        if len(file.content) > INLINE_LIMIT_BYTES:
            raise Refused(
                "too_large", f"an inline file has at most {INLINE_LIMIT_BYTES} bytes; upload it"
            )
        content: bytes | None = file.content
    else:
        content = _referred(file.reference or "", archive)
    if content is None:
        raise Refused("reference_unknown", "no file was uploaded under this reference")
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise Refused("checksum_mismatch", "the file's SHA-256 is not the one the event names")
    return content


def _referred(reference: str, archive: Archive) -> bytes | None:
    upload = _UPLOAD.fullmatch(reference)
    if upload is None:
        raise Refused("reference_not_allowed", "a reference must be one that an upload answered")
    return archive.uploaded(upload["key"])


def _read(content: bytes, media_type: str) -> ReadDocument:
    try:
        return read_document(content, media_type)
    except DocumentRefused as refused:
        raise Refused(refused.code.value, refused.explanation) from refused


def _document(
    event: Incoming[DocumentIssued],
    customer: Customer,
    content: bytes,
    read: ReadDocument,
    now: datetime,
) -> BillingDocument:
    issued, invoice = event.data, read.invoice
    total = total_of(issued, invoice)
    faults = (*(fault.code.value for fault in read.faults), *contradictions(issued, invoice))
    return BillingDocument(
        id=new_id(),
        organisation_id=customer.organisation_id,
        source=event.source,
        document_type=issued.document_type,
        number=issued.number,
        title=issued.title,
        issued_on=issued.issued_on,
        due_on=issued.due_on or (invoice.due_on if invoice else None),
        total_minor_units=total.minor_units if total else None,
        currency=total.currency if total else None,
        seller_name=invoice.seller_name if invoice else None,
        buyer_name=invoice.buyer_name if invoice else None,
        folder="post",
        format=read.format.value,
        file_name=issued.file.name,
        media_type=issued.file.media_type,
        size_bytes=len(content),
        sha256=issued.file.sha256,
        object_key="",
        version_id="",
        received_at=now,
        available_until=available_until(now),
        locked_until=locked_until(now, issued.issued_on),
        run_id=issued.run_id,
        faults=tuple(dict.fromkeys(faults)),
    )


def _keep(
    document: BillingDocument, content: bytes, event: Incoming[DocumentIssued], archive: Archive
) -> ArchivedObject:
    record = {
        "source": event.source,
        "event_id": event.id,
        "customer_number": event.data.customer_number,
        "document_type": document.document_type,
        "number": document.number,
        "issued_on": document.issued_on,
        "file_name": document.file_name,
        "sha256": document.sha256,
        "received_at": document.received_at,
    }
    file = ToArchive(
        object_key=object_key(document),
        content=content,
        sha256=document.sha256,
        media_type=document.media_type,
        locked_until=document.locked_until,
        record=msgspec.json.encode(record),
    )
    try:
        return archive.keep(file)
    except ForeignObject as foreign:
        raise Refused(
            "archive_conflict", "other bytes lie where this document belongs"
        ) from foreign


def _record(
    session: Session,
    event: Incoming[DocumentIssued],
    document: BillingDocument,
    customer: Customer,
    around: Surroundings,
) -> None:
    claim = Inbox(session, around.now).claim(event.source, event.id, event.body_sha256)
    if claim == "seen":
        return
    if claim == "conflict":
        raise Refused("event_conflict", "this event id was used before for another event")
    store = DocumentStore(session)
    if not store.add_if_new(document):
        known = store.by_number(document.source, document.document_type, document.number)
        if known is None or known.sha256 != document.sha256:
            raise Refused("number_conflict", "this number was used before for another document")
        store.link_event(event.source, event.id, known, around.now)
        return
    store.link_event(event.source, event.id, document, around.now)
    _tell(session, event, document, customer, around)


def _tell(
    session: Session,
    event: Incoming[DocumentIssued],
    document: BillingDocument,
    customer: Customer,
    around: Surroundings,
) -> None:
    outbox = Outbox(session, SERVICE, around.now)
    archived = DocumentArchived(
        event_source=event.source,
        event_id=event.id,
        document_id=document.id,
        number=document.number,
        sha256=document.sha256,
        archived_at=document.received_at,
        retained_until=document.locked_until,
        faults=document.faults,
    )
    outbox.publish(DOCUMENT_ARCHIVED, archived, subject=str(document.id))
    AuditTrail(session, around.now).record(
        organisation_id=document.organisation_id,
        actor=f"system:{event.publisher.user if event.publisher else event.source}",
        action="document.archived",
        subject=f"document:{document.id}",
        details={"sha256": document.sha256},
    )
    recipient = CustomerStore(session).e_billing_address(document.organisation_id)
    if recipient is not None:
        outbox.announce(NOTICE_REQUESTED, _notice(document, customer, recipient, around.portal_url))


def _notice(
    document: BillingDocument, customer: Customer, recipient: str, portal_url: str
) -> NoticeRequested:
    money = document.total_minor_units is not None
    return NoticeRequested(
        idempotency_key=f"document_arrived:{document.id}",
        kind="document_arrived",
        recipient=recipient,
        language=customer.language,
        organisation_id=document.organisation_id,
        parameters={
            "document_type": document.document_type,
            "number": document.number,
            "issued_on": document.issued_on.isoformat(),
            "total_minor_units": str(document.total_minor_units) if money else "",
            "currency": document.currency or "",
            "organisation_name": customer.name,
            "link": f"{portal_url.rstrip('/')}/post/{document.id}",
        },
    )
