"""The print batches of business days."""

from uuid import UUID

from contracts.billing_docs import ArchivedFile
from contracts.delivery import PrintBatch, PrintBatchPage, PrintBatchQuery, PrintFile
from gateway.clients.rpc import CallContext, Service


class PrintingCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def list_print_batches(
        self, caller: CallContext, query: PrintBatchQuery
    ) -> PrintBatchPage:
        """Return one page of batches, newest first."""
        return await self.read(caller, "list_print_batches", {"query": query}, PrintBatchPage)

    async def get_print_batch(self, caller: CallContext, batch_id: UUID) -> PrintBatch:
        """Return one batch."""
        return await self.read(caller, "get_print_batch", {"batch_id": batch_id}, PrintBatch)

    async def open_print_file(
        self, caller: CallContext, batch_id: UUID, which: PrintFile
    ) -> ArchivedFile:
        """Say where one of a batch's files lies."""
        return await self.read(
            caller, "open_print_file", {"batch_id": batch_id, "which": which}, ArchivedFile
        )

    async def mark_printed(self, caller: CallContext, batch_id: UUID) -> PrintBatch:
        """Note that a batch has been printed."""
        return await self.write(caller, "mark_printed", {"batch_id": batch_id}, PrintBatch)
