"""Accept an event that a publishing system hands in by call, and send it to where all others go."""

from dataclasses import dataclass
from typing import Any

import msgspec

from billing_docs.adapters.archive import Archive
from billing_docs.domain.faults import DocumentRefused, RefusalCode
from billing_docs.domain.intake import check_issued, upload_key, upload_unknown
from billing_docs.domain.invoice_run import announcement_digest, check_announcement, run_conflict
from billing_docs.store.invoice_runs import InvoiceRunStore
from billing_docs.use_cases.recognise_document import recognise_document
from chassis.broker.cloudevent_reading import canonical_sha256, read_cloudevent
from chassis.clock import Clock
from chassis.database import Database
from chassis.decoding import UNDECODABLE, field_and_reason
from chassis.entrypoints import Incoming
from chassis.errors import Refused
from chassis.handing_in import hand_in
from chassis.inbox import Inbox
from chassis.outbox import Outbox
from chassis.publishers import Publisher, Publishers
from contracts.cloudevents import STRUCTURED_CONTENT_TYPE, CloudEvent
from contracts.errors import EventConflict, EventRefused, NotPermitted
from contracts.inbound import (
    DOCUMENT_ISSUED,
    INVOICE_RUN_ANNOUNCED,
    DocumentIssued,
    InvoiceRunAnnounced,
)
from contracts.publishing import AcceptedEvent

SERVICE = "billing_docs"
_DATA: dict[str, type[msgspec.Struct]] = {
    DOCUMENT_ISSUED: DocumentIssued,
    INVOICE_RUN_ANNOUNCED: InvoiceRunAnnounced,
}
_CONFLICTS = (RefusalCode.EVENT_CONFLICT, RefusalCode.NUMBER_CONFLICT, RefusalCode.RUN_CONFLICT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entrance:
    """What an event is checked with on its way in."""

    database: Database
    archive: Archive
    publishers: Publishers
    clock: Clock


def accept_event(
    body: bytes, event_type: str, sources: tuple[str, ...], entrance: Entrance
) -> AcceptedEvent:
    """Keep the event, a CloudEvent in structured mode, and return only once nothing can lose it.

    It is written to the outbox and goes from there to `kontor.in`, so that everything that holds
    for events by broker holds for it: taken in once, parked with its reason if it cannot be. What
    is known to be wrong at once is refused here instead, and nothing is kept. A repetition of an
    event that was taken in already sends nothing.

    Raises:
        EventRefused: it can never be taken as it is; EventConflict: it contradicts a known one.
        NotPermitted: the caller does not speak for its source.
        DependencyDown: database or object store are away; nothing was kept.
    """
    try:
        event = _read(body, event_type, sources)
        publisher = entrance.publishers.behind(event.source)
        incoming = _incoming(event, publisher)
        if event_type == DOCUMENT_ISSUED:
            _check_document(incoming, entrance)
        else:
            _check_announcement(incoming, entrance)
    except DocumentRefused as refused:
        kind = EventConflict if refused.code in _CONFLICTS else EventRefused
        raise kind(refused.code.value, refused.explanation) from refused
    except Refused as refused:
        raise EventRefused(refused.code, refused.explanation) from refused
    _keep(event, incoming.body_sha256, body, publisher, entrance)
    return AcceptedEvent(source=event.source, event_id=event.id, event_type=event.type)


def _read(body: bytes, event_type: str, sources: tuple[str, ...]) -> CloudEvent:
    event = read_cloudevent(body, STRUCTURED_CONTENT_TYPE, {})
    if event.type != event_type:
        raise Refused("type_mismatch", f"type: events of type {event_type} are taken here.")
    if event.source not in sources:
        raise NotPermitted("not_a_source")
    return event


def _incoming(event: CloudEvent, publisher: Publisher) -> Incoming[Any]:
    try:
        data = msgspec.json.decode(event.data, type=_DATA[event.type])
    except msgspec.ValidationError as error:
        field, reason = field_and_reason("data", error)
        raise Refused("invalid_data", f"{field}: {reason}") from error
    except UNDECODABLE as error:
        raise Refused("malformed_json", str(error)) from error
    return Incoming(
        id=event.id,
        source=event.source,
        type=event.type,
        time=event.time,
        body_sha256=canonical_sha256(bytes(event.data)),
        data=data,
        publisher=publisher,
    )


def _check_document(event: Incoming[DocumentIssued], entrance: Entrance) -> None:
    """Return if nothing is wrong that can be known without reading the file.

    A customer that nobody knows yet is no reason to refuse: the event waits for him, as by broker.
    """
    check_issued(event.data)
    file = event.data.file
    key = None if file.reference is None else upload_key(file)
    try:
        _, known = recognise_document(event, entrance.database)
    except DocumentRefused as refused:
        if refused.code is not RefusalCode.UNKNOWN_CUSTOMER:
            raise
        known = None
    if key is not None and known is None and not entrance.archive.has_upload(key):
        raise upload_unknown()


def _check_announcement(event: Incoming[InvoiceRunAnnounced], entrance: Entrance) -> None:
    announced = event.data
    check_announcement(announced)
    with entrance.database.transaction() as session:
        known = InvoiceRunStore(session).announcement_digest(event.source, announced.run_id)
    if known not in (None, announcement_digest(announced)):
        raise run_conflict()


def _keep(
    event: CloudEvent, body_sha256: str, body: bytes, publisher: Publisher, entrance: Entrance
) -> None:
    now = entrance.clock.now()
    with entrance.database.transaction() as session:
        known = Inbox(session, now).known(event.source, event.id)
        if known is None:
            outbox = Outbox(session, SERVICE, now)
            hand_in(outbox, event, body, publisher_user=publisher.user)
    if known not in (None, body_sha256):
        raise EventConflict(
            RefusalCode.EVENT_CONFLICT.value,
            "id: this event id was used before for an event that said something else.",
        )
