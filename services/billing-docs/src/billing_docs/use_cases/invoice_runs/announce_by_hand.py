"""Announce an invoice run for a system that does not announce its runs itself."""

import hashlib

import msgspec

from billing_docs.domain.faults import DocumentRefused
from billing_docs.domain.invoice_run import check_announcement
from billing_docs.use_cases.publications.accept_event import Entrance, accept_event
from chassis.errors import Refused
from contracts.errors import InvalidInput
from contracts.inbound import INVOICE_RUN_ANNOUNCED, InvoiceRunAnnounced, NumberRange
from contracts.invoice_runs import AnnounceRun
from contracts.publishing import AcceptedEvent


def announce_by_hand(request: AnnounceRun, entrance: Entrance) -> AcceptedEvent:
    """Hand in the announcement as the system itself would; the same again changes nothing.

    Raises:
        InvalidInput: no system speaks for the source, or the numbers do not fit the count.
        EventConflict: the run was announced in other words.
        ServiceUnavailable: database or object store are away; nothing was kept.
    """
    try:
        entrance.publishers.behind(request.source)
    except Refused:
        raise InvalidInput("source", "source_not_allowed") from None
    announced = _announcement(request)
    try:
        check_announcement(announced)
    except DocumentRefused as refused:
        raise InvalidInput(*_fault_of(refused)) from refused
    event = {
        "specversion": "1.0",
        "id": _event_id(request),
        "source": request.source,
        "type": INVOICE_RUN_ANNOUNCED,
        "data": announced,
    }
    body = msgspec.json.encode(event)
    return accept_event(body, INVOICE_RUN_ANNOUNCED, (request.source,), entrance)


def _announcement(request: AnnounceRun) -> InvoiceRunAnnounced:
    first, last = request.first_number, request.last_number
    if (first is None) != (last is None):
        raise InvalidInput("first_number" if first is None else "last_number", "missing")
    ranges = () if first is None or last is None else (NumberRange(first=first, last=last),)
    return InvoiceRunAnnounced(
        run_id=request.run_id,
        document_count=request.document_count,
        number_ranges=ranges,
        totals=() if request.total is None else (request.total,),
    )


def _fault_of(refused: DocumentRefused) -> tuple[str, str]:
    """Return the field of the request that is wrong, and why."""
    field = refused.explanation.partition(":")[0]
    if field == "data.numbers":
        return "document_count", "not_as_many_numbers"
    if field == "data.number_ranges":
        return "last_number", "not_a_range"
    return "run_id", "malformed"


def _event_id(request: AnnounceRun) -> str:
    """Return the same id for the same words: sending them twice is one event."""
    said = hashlib.sha256(msgspec.json.encode(request)).hexdigest()
    return f"by-hand-{said[:32]}"
