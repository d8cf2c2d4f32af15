"""Invoice runs: announced over HTTP, listed, reported, closed."""

from uuid import UUID

from contracts.inbound import INVOICE_RUN_ANNOUNCED
from contracts.invoice_runs import (
    AnnounceRun,
    CloseInvoiceRun,
    InvoiceRunQuery,
    InvoiceRunReport,
    InvoiceRuns,
)
from contracts.publishing import AcceptedEvent
from gateway.api.publishing import read_event
from gateway.call import Call


async def announce_invoice_run(call: Call) -> AcceptedEvent:
    """Take an `invoice_run.announced.v1` event, as `POST /v1/documents` takes its own."""
    event = await read_event(call.request)
    return await call.around.billing_docs.publish_event(call.context, INVOICE_RUN_ANNOUNCED, event)


async def announce_run_by_hand(call: Call, body: AnnounceRun) -> AcceptedEvent:
    """Announce a run for a system that does not do it itself; for the vendor's administration."""
    return await call.around.billing_docs.announce_run_by_hand(call.context, body)


async def list_invoice_runs(call: Call, query: InvoiceRunQuery) -> InvoiceRuns:
    """Return invoice runs, the last seen first; a publishing system sees its own."""
    return await call.around.billing_docs.list_invoice_runs(call.context, query)


async def get_invoice_run(call: Call, invoice_run_id: UUID) -> InvoiceRunReport:
    """Return what has come of a run: received, missing, parked, told, opened, and the sums."""
    return await call.around.billing_docs.get_invoice_run(call.context, invoice_run_id)


async def close_invoice_run(call: Call, invoice_run_id: UUID, body: CloseInvoiceRun) -> None:
    """Close a run that will not become complete, with a reason; for the vendor's administration."""
    await call.around.billing_docs.close_invoice_run(call.context, invoice_run_id, body)
