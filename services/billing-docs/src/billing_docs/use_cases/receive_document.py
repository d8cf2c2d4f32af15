"""Take in a document that another system has issued: archived once, listed once, told once.

The order is fixed: object before row, row before acknowledgement. A crash in between leaves at
worst an object without a row, which the next delivery of the same event finds and uses.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from billing_docs.adapters.archive import Archive, FileTooLarge, ForeignObject, ToArchive
from billing_docs.adapters.reading import Readers
from billing_docs.adapters.rules import RuleBook
from billing_docs.adapters.scanning import Scanner
from billing_docs.domain.archive_record import archive_record, id_in
from billing_docs.domain.document import BillingDocument, Customer
from billing_docs.domain.examination import Examination, fault_codes, make_examination
from billing_docs.domain.faults import DocumentRefused, RefusalCode
from billing_docs.domain.intake import (
    LARGEST_FILE_BYTES,
    check_digest,
    check_issued,
    is_same_document,
    number_conflict,
    upload_key,
    upload_unknown,
)
from billing_docs.domain.mismatch import mismatch_of
from billing_docs.domain.new_document import IssuedContent, make_document
from billing_docs.domain.references import Reference, references_of
from billing_docs.domain.retention_rules import USUAL_RULES, RetentionRules
from billing_docs.store.affairs import SERVICE, AffairStore
from billing_docs.store.documents import DocumentStore
from billing_docs.store.examinations import ExaminationStore
from billing_docs.store.invoice_runs import InvoiceRunStore
from billing_docs.store.references import ReferenceStore
from billing_docs.use_cases.delivery.deliver_document import deliver_document
from billing_docs.use_cases.delivery.plan_delivery import plan_delivery
from billing_docs.use_cases.examine_file import examine_file
from billing_docs.use_cases.invoice_runs.note_run_fault import note_run_fault
from billing_docs.use_cases.recognise_document import recognise_document
from chassis.audit import AuditTrail
from chassis.crash_points import crash_point
from chassis.database import Database
from chassis.entrypoints import Incoming
from chassis.errors import Refused
from chassis.ids import new_id
from chassis.inbox import Inbox
from chassis.outbox import Outbox
from contracts.inbound import DocumentIssued, IssuedFile
from contracts.outbound import DOCUMENT_ARCHIVED, DOCUMENT_MISMATCH, DocumentArchived


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """What the intake works with: its servers and processes, the time, the portal's address."""

    database: Database
    archive: Archive
    readers: Readers
    rule_book: RuleBook
    scanner: Scanner | None
    now: datetime
    portal_url: str
    rules: RetentionRules = USUAL_RULES


@dataclass(frozen=True, kw_only=True, slots=True)
class _TakenIn:
    """A document in the archive; `examination` is None where it was known before."""

    document: BillingDocument
    examination: Examination | None = None
    references: tuple[Reference, ...] = ()


def receive_document(event: Incoming[DocumentIssued], around: Surroundings) -> None:
    """Archive the document, list it under Post, and ask for one notice, exactly once.

    Safe to repeat and to run twice at once: AMQP delivers at least once, and an ERP resends after
    an outage, even under a new event id. Each event id is answered once by `document.archived.v1`.

    Raises:
        Refused: it can never be accepted as it is; the code says why. Nothing known is changed.
        DependencyDown: the archive or the database is away; nothing is lost.
    """
    try:
        check_issued(event.data)
        customer, known = recognise_document(event, around.database)
        taken_in = _TakenIn(document=known) if known else _take_in(event, customer, around)
        with around.database.transaction(organisation_id=customer.organisation_id) as session:
            _record(session, event, taken_in, customer, around)
            crash_point("intake.before_commit")
        crash_point("intake.committed")
    except DocumentRefused as refused:
        note_run_fault(event, refused.code, around.database, around.now)
        raise Refused(
            refused.code.value, refused.explanation, waits_for=refused.waits_for
        ) from refused


def _take_in(event: Incoming[DocumentIssued], customer: Customer, around: Surroundings) -> _TakenIn:
    """Return the document of an event after reading and archiving its file.

    The file is read in a process of its own: whatever it does there, the service goes on.
    """
    issued = event.data
    content = _content_of(issued.file, around.archive)
    if around.scanner is not None:
        around.scanner.check(content)
    read, report = examine_file(content, issued.file.media_type, around.readers, around.rule_book)
    document = make_document(
        issued,
        IssuedContent(
            content=content,
            format=read.format,
            invoice=read.invoice,
            faults=fault_codes(read, report),
        ),
        document_id=new_id(),
        source=event.source,
        customer=customer,
        now=around.now,
        rules=around.rules,
    )
    crash_point("intake.read")
    references = references_of(issued, read.invoice)
    archived = _keep(document, content, references, event, around.archive)
    crash_point("intake.stored")
    return _TakenIn(
        document=archived,
        examination=make_examination(archived, read, report, around.now),
        references=references,
    )


def _content_of(file: IssuedFile, archive: Archive) -> bytes:
    if file.content is not None:
        return file.content
    try:
        content = archive.uploaded(upload_key(file), largest_bytes=LARGEST_FILE_BYTES)
    except FileTooLarge:
        raise DocumentRefused(
            RefusalCode.TOO_LARGE,
            f"data.file.reference: a file has at most {LARGEST_FILE_BYTES} bytes.",
        ) from None
    if content is None:
        raise upload_unknown()
    check_digest(file, content)
    return content


def _keep(
    document: BillingDocument,
    content: bytes,
    references: tuple[Reference, ...],
    event: Incoming[DocumentIssued],
    archive: Archive,
) -> BillingDocument:
    """Return the document with its place in the archive, and with the id it has there."""
    file = ToArchive(
        object_key=document.object_key,
        content=content,
        sha256=document.sha256,
        media_type=document.media_type,
        locked_until=document.locked_until,
        record=archive_record(
            document,
            event_id=event.id,
            customer_number=event.data.customer_number,
            references=references,
        ),
    )
    try:
        archived = archive.keep(file)
    except ForeignObject:
        raise DocumentRefused(
            RefusalCode.ARCHIVE_CONFLICT,
            "The archive holds other bytes where this document belongs; an operator must look.",
        ) from None
    return replace(
        document,
        id=id_in(archived.record) or document.id,
        version_id=archived.version_id,
    )


def _record(
    session: Session,
    event: Incoming[DocumentIssued],
    taken_in: _TakenIn,
    customer: Customer,
    around: Surroundings,
) -> None:
    document = taken_in.document
    claim = Inbox(session, around.now).claim(event.source, event.id, event.body_sha256)
    store = DocumentStore(session)
    # A row that was lost since (a damaged or restored database) is written again.
    if claim == "seen" and store.by_event(event.source, event.id) is not None:
        return
    if claim == "conflict":
        raise DocumentRefused(
            RefusalCode.EVENT_CONFLICT,
            "id: this event id was used before for an event that said something else.",
        )
    plan = plan_delivery(customer.organisation_id, session, around.now)
    told = replace(document, notice_requested_at=around.now if plan.asks_for_notice else None)
    is_new = store.add_if_new(told)
    if not is_new:
        known = store.by_number(document.source, document.document_type, document.number)
        if known is None or not is_same_document(known, customer, document.sha256):
            raise number_conflict()
        document = known
    store.link_event(event.source, event.id, document, around.now)
    outbox = Outbox(session, SERVICE, around.now)
    outbox.publish(DOCUMENT_ARCHIVED, _confirmation(event, document), subject=str(document.id))
    if not is_new:
        return
    AffairStore(session, around.now).tell(document.id, "kontor.document.arrived.v1")
    if document.run_id is not None:
        InvoiceRunStore(session).see(document.source, document.run_id, around.now)
    ReferenceStore(session).add(document, taken_in.references)
    if taken_in.examination is not None:
        ExaminationStore(session).add(taken_in.examination)
        _tell_mismatch(outbox, event, document, taken_in.examination)
    AuditTrail(session, around.now).record(
        organisation_id=document.organisation_id,
        actor=f"system:{event.publisher.user if event.publisher else event.source}",
        action="document.archived",
        subject=f"document:{document.id}",
        details={"sha256": document.sha256},
    )
    deliver_document(
        document,
        customer,
        plan,
        session=session,
        outbox=outbox,
        portal_url=around.portal_url,
        now=around.now,
    )


def _tell_mismatch(
    outbox: Outbox,
    event: Incoming[DocumentIssued],
    document: BillingDocument,
    examination: Examination,
) -> None:
    mismatch = mismatch_of(document, examination, event_source=event.source, event_id=event.id)
    if mismatch is not None:
        outbox.publish(DOCUMENT_MISMATCH, mismatch, subject=str(document.id))


def _confirmation(event: Incoming[DocumentIssued], document: BillingDocument) -> DocumentArchived:
    return DocumentArchived(
        event_source=event.source,
        event_id=event.id,
        document_id=document.id,
        number=document.number,
        sha256=document.sha256,
        archived_at=document.received_at,
        retained_until=document.locked_until,
        faults=document.faults,
    )
