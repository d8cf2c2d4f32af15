"""Invoice runs: their list, their reports, their closing."""

from uuid import UUID

from contracts.invoice_runs import (
    AnnounceRun,
    CloseInvoiceRun,
    InvoiceRunQuery,
    InvoiceRunReport,
    InvoiceRuns,
)
from contracts.publishing import AcceptedEvent
from gateway.clients.rpc import CallContext, Service


class InvoiceRunCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def list_invoice_runs(self, caller: CallContext, query: InvoiceRunQuery) -> InvoiceRuns:
        """Return one page of runs."""
        return await self.read(caller, "list_invoice_runs", {"query": query}, InvoiceRuns)

    async def get_invoice_run(self, caller: CallContext, invoice_run_id: UUID) -> InvoiceRunReport:
        """Return what has come of one run."""
        arguments = {"invoice_run_id": invoice_run_id}
        return await self.read(caller, "get_invoice_run", arguments, InvoiceRunReport)

    async def announce_run_by_hand(
        self, caller: CallContext, request: AnnounceRun
    ) -> AcceptedEvent:
        """Announce a run for a system that does not do it itself; repeating changes nothing."""
        arguments = {"request": request}
        return await self.write(caller, "announce_run_by_hand", arguments, AcceptedEvent)

    async def close_invoice_run(
        self, caller: CallContext, invoice_run_id: UUID, request: CloseInvoiceRun
    ) -> None:
        """End a run that will not become complete."""
        arguments = {"invoice_run_id": invoice_run_id, "request": request}
        await self.write(caller, "close_invoice_run", arguments, object)
