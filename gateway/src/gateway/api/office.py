"""What the vendor's administration looks after: parked events, kept documents, ledgers."""

from uuid import UUID

from starlette.requests import Request

from contracts.document_office import (
    LARGEST_LEDGER_CHARACTERS,
    DiscardParkedEvent,
    KeptDocumentQuery,
    KeptDocuments,
    ParkedEventPage,
    ParkedEventQuery,
    Reconciliation,
    ReplayedParkedEvents,
    ReplayParkedEvents,
)
from contracts.errors import InvalidInput
from gateway.api.decoding import media_type_of, read_body
from gateway.call import Call
from gateway.problems import RequestFault

LEDGERS = ("text/csv", "application/x-ndjson", "text/plain")


async def list_parked_events(call: Call, query: ParkedEventQuery) -> ParkedEventPage:
    """Return events that were set aside and wait for somebody, and how many there are of each."""
    return await call.around.billing_docs.list_parked_events(call.context, query)


async def replay_parked_events(call: Call, body: ReplayParkedEvents) -> ReplayedParkedEvents:
    """Send parked events through the front door again; repeating it is harmless."""
    return await call.around.billing_docs.replay_parked_events(call.context, body)


async def discard_parked_event(call: Call, parked_id: UUID, body: DiscardParkedEvent) -> None:
    """Settle a parked event without taking it in, with a reason."""
    await call.around.billing_docs.discard_parked_event(call.context, parked_id, body)


async def find_kept_documents(call: Call, query: KeptDocumentQuery) -> KeptDocuments:
    """Find a customer's document by its number, also where he does not see it any more."""
    return await call.around.billing_docs.find_kept_documents(call.context, query)


async def reconcile_ledger(call: Call) -> Reconciliation:
    """Compare a publisher's ledger with the archive; the body is CSV or JSON lines, at most 1 MB.

    CSV has a heading with `source`, `event_id`, and where they are to be compared `number` and
    `sha256`. Nothing is changed.
    """
    return await call.around.billing_docs.reconcile_ledger(
        call.context, await _ledger_in(call.request)
    )


def ledger_text(content: bytes) -> str:
    """Return a ledger's text.

    Raises:
        InvalidInput: it is not UTF-8, or too long.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput("ledger", "unreadable_ledger") from error
    if len(text) > LARGEST_LEDGER_CHARACTERS:
        raise InvalidInput("ledger", "too_long")
    return text


async def _ledger_in(request: Request) -> str:
    if media_type_of(request) not in LEDGERS:
        raise RequestFault("ledger_required", status=415)
    return ledger_text(await read_body(request, LARGEST_LEDGER_CHARACTERS))
