"""Deletion as a run: proposed by one of the vendor's administrators, released by another."""

from uuid import UUID

from billing_docs.calls.tools import BillingDocsCalls, require_administration
from billing_docs.store.deletions import DeletionStore
from billing_docs.use_cases.deletion.carry_out_deletions import (
    DeletionTools,
    carry_out_deletions,
)
from billing_docs.use_cases.deletion.get_run import get_run
from billing_docs.use_cases.deletion.list_items import list_items
from billing_docs.use_cases.deletion.list_runs import list_runs
from billing_docs.use_cases.deletion.open_certificate import open_certificate
from billing_docs.use_cases.deletion.propose_deletion import propose_deletion
from billing_docs.use_cases.deletion.release_deletion import release_deletion
from billing_docs.use_cases.deletion.withdraw_deletion import withdraw_deletion
from chassis.entrypoints import every, rpc
from chassis.service import actor_of
from contracts import deletion as contract
from contracts.billing_docs import ArchivedFile
from contracts.errors import ServiceUnavailable
from contracts.principal import Principal
from contracts.retention import GiveReason


class DeletionCalls(BillingDocsCalls):
    """Deletion as a run: proposed by one of the vendor's administrators, released by another."""

    @rpc
    def propose_deletion(
        self, caller: Principal, request: contract.ProposeDeletion
    ) -> contract.DeletionRun:
        """Propose to destroy what both clocks have left. Raises InvalidInput."""
        require_administration(caller)
        if self.resources.certificates is None:
            # Without a key nothing could be certified afterwards.
            raise ServiceUnavailable("evidence_key")
        with self.database.transaction(every_organisation=True) as session:
            return propose_deletion(
                request,
                by=actor_of(caller),
                now=self.clock.now(),
                today=self.clock.today(),
                store=DeletionStore(session),
                audit=self.audit(session),
            )

    @rpc
    def release_deletion(
        self, caller: Principal, run_id: UUID, request: contract.ReleaseDeletion
    ) -> contract.DeletionRun:
        """Release a run that somebody else has proposed. Raises NotFound, RunDecided."""
        require_administration(caller)
        with self.database.transaction(every_organisation=True) as session:
            return release_deletion(
                run_id,
                request,
                by=actor_of(caller),
                now=self.clock.now(),
                store=DeletionStore(session),
                audit=self.audit(session),
            )

    @rpc
    def withdraw_deletion(
        self, caller: Principal, run_id: UUID, request: GiveReason
    ) -> contract.DeletionRun:
        """Take a proposed run back. Raises NotFound, RunDecided."""
        require_administration(caller)
        with self.database.transaction(every_organisation=True) as session:
            return withdraw_deletion(
                run_id,
                reason=request.reason,
                by=actor_of(caller),
                now=self.clock.now(),
                store=DeletionStore(session),
                audit=self.audit(session),
            )

    @rpc(reads=True)
    def list_deletion_runs(
        self, caller: Principal, query: contract.DeletionRunQuery
    ) -> contract.DeletionRunPage:
        """Return one page of runs, the latest first."""
        require_administration(caller)
        with self.database.transaction(every_organisation=True) as session:
            return list_runs(query, DeletionStore(session))

    @rpc(reads=True)
    def get_deletion_run(self, caller: Principal, run_id: UUID) -> contract.DeletionRun:
        """Return one run with each customer's share. Raises NotFound."""
        require_administration(caller)
        with self.database.transaction(every_organisation=True) as session:
            return get_run(run_id, DeletionStore(session))

    @rpc(reads=True)
    def list_deletion_items(
        self, caller: Principal, run_id: UUID, query: contract.DeletionItemQuery
    ) -> contract.DeletionItemPage:
        """Return one page of a run's documents. Raises NotFound."""
        require_administration(caller)
        with self.database.transaction(every_organisation=True) as session:
            return list_items(run_id, query, DeletionStore(session))

    @rpc(reads=True)
    def open_deletion_certificate(self, caller: Principal, run_id: UUID) -> ArchivedFile:
        """Say where the signed certificate of a finished run lies. Raises NotFound."""
        require_administration(caller)
        with self.database.transaction(every_organisation=True) as session:
            return open_certificate(run_id, self.resources.archive.bucket, DeletionStore(session))

    @every(seconds=10)
    def carry_out_deletions(self) -> None:
        """Carry out released runs, document by document; nothing that nobody has released."""
        if self.resources.certificates is not None:
            tools = DeletionTools(
                database=self.database,
                archive=self.resources.archive,
                views=self.resources.views,
                signer=self.resources.certificates,
                now=self.clock.now(),
                today=self.clock.today(),
            )
            carry_out_deletions(tools)
