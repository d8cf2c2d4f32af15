"""Deletion as a run: proposed by one of the vendor's administrators, released by another."""

from uuid import UUID

from contracts.billing_docs import ArchivedFile
from contracts.deletion import (
    DeletionItemPage,
    DeletionItemQuery,
    DeletionRun,
    DeletionRunPage,
    DeletionRunQuery,
    ProposeDeletion,
    ReleaseDeletion,
)
from contracts.retention import GiveReason
from gateway.clients.rpc import CallContext, Service


class DeletionCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def propose_deletion(self, caller: CallContext, request: ProposeDeletion) -> DeletionRun:
        """Propose to destroy what both clocks have left."""
        return await self.write(
            caller, "propose_deletion", {"request": request}, DeletionRun, timeout_seconds=30.0
        )

    async def release_deletion(
        self, caller: CallContext, run_id: UUID, request: ReleaseDeletion
    ) -> DeletionRun:
        """Release a run that somebody else has proposed."""
        named = {"run_id": run_id, "request": request}
        return await self.write(caller, "release_deletion", named, DeletionRun)

    async def withdraw_deletion(
        self, caller: CallContext, run_id: UUID, request: GiveReason
    ) -> DeletionRun:
        """Take a proposed run back."""
        named = {"run_id": run_id, "request": request}
        return await self.write(caller, "withdraw_deletion", named, DeletionRun)

    async def list_deletion_runs(
        self, caller: CallContext, query: DeletionRunQuery
    ) -> DeletionRunPage:
        """Return one page of runs, the latest first."""
        return await self.read(caller, "list_deletion_runs", {"query": query}, DeletionRunPage)

    async def get_deletion_run(self, caller: CallContext, run_id: UUID) -> DeletionRun:
        """Return one run with each customer's share."""
        return await self.read(caller, "get_deletion_run", {"run_id": run_id}, DeletionRun)

    async def list_deletion_items(
        self, caller: CallContext, run_id: UUID, query: DeletionItemQuery
    ) -> DeletionItemPage:
        """Return one page of a run's documents."""
        named = {"run_id": run_id, "query": query}
        return await self.read(caller, "list_deletion_items", named, DeletionItemPage)

    async def open_deletion_certificate(self, caller: CallContext, run_id: UUID) -> ArchivedFile:
        """Say where the signed certificate of a finished run lies."""
        named = {"run_id": run_id}
        return await self.read(caller, "open_deletion_certificate", named, ArchivedFile)
