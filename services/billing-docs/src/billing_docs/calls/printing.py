"""Paper: the batch of each business day, and the print room that fetches it."""

from datetime import timedelta
from uuid import UUID

from billing_docs.calls.tools import BillingDocsCalls
from billing_docs.store.print_orders import PrintOrderStore
from billing_docs.use_cases.printing.close_print_batches import close_print_batches
from billing_docs.use_cases.printing.get_print_batch import (
    describe_batch,
    find_print_file,
    get_print_batch,
)
from billing_docs.use_cases.printing.list_print_batches import list_print_batches
from billing_docs.use_cases.printing.make_print_batch import make_print_batch
from billing_docs.use_cases.printing.mark_printed import mark_printed
from billing_docs.use_cases.printing.sweep_print_batches import sweep_print_batches
from chassis.entrypoints import every, rpc
from chassis.service import actor_of
from contracts import delivery as contract
from contracts.billing_docs import ArchivedFile
from contracts.errors import NotPermitted
from contracts.principal import Principal


class PrintingCalls(BillingDocsCalls):
    """Paper: the batch of each business day, and the print room that fetches it."""

    @rpc(reads=True)
    def list_print_batches(
        self, caller: Principal, query: contract.PrintBatchQuery
    ) -> contract.PrintBatchPage:
        """Return one page of batches, newest first. Raises NotPermitted, InvalidInput."""
        _require_print_room(caller)
        with self.database.transaction(every_organisation=True) as session:
            return list_print_batches(query, PrintOrderStore(session))

    @rpc(reads=True)
    def get_print_batch(self, caller: Principal, batch_id: UUID) -> contract.PrintBatch:
        """Return one batch. Raises NotPermitted, NotFound."""
        _require_print_room(caller)
        with self.database.transaction(every_organisation=True) as session:
            return describe_batch(get_print_batch(batch_id, PrintOrderStore(session)))

    @rpc(reads=True)
    def open_print_file(
        self, caller: Principal, batch_id: UUID, which: contract.PrintFile
    ) -> ArchivedFile:
        """Say where one of a batch's files lies. Raises NotPermitted, NotFound."""
        _require_print_room(caller)
        with self.database.transaction(every_organisation=True) as session:
            batch = get_print_batch(batch_id, PrintOrderStore(session))
        return find_print_file(batch, which, bucket=self.resources.archive.bucket)

    @rpc
    def mark_printed(self, caller: Principal, batch_id: UUID) -> contract.PrintBatch:
        """Note that a batch has been printed; safe to repeat. Raises NotPermitted, NotFound."""
        _require_print_room(caller)
        with self.database.transaction(every_organisation=True) as session:
            return mark_printed(
                batch_id,
                by=actor_of(caller),
                now=self.clock.now(),
                orders=PrintOrderStore(session),
                audit=self.audit(session),
            )

    @every(seconds=20)
    def close_print_batches(self) -> None:
        """Begin the batch of each business day that is over (Europe/Berlin)."""
        with self.database.transaction(every_organisation=True) as session:
            close_print_batches(
                PrintOrderStore(session), today=self.clock.today(), now=self.clock.now()
            )

    @every(seconds=5)
    def make_print_batches(self) -> None:
        """Make the file of the oldest batch that has none."""
        with self.database.transaction(every_organisation=True) as session:
            make_print_batch(session, self.resources, now=self.clock.now())

    @every(seconds=20)
    def sweep_print_batches(self) -> None:
        """Delete the files of batches that were printed long ago, or hold what is withheld now."""
        with self.database.transaction(every_organisation=True) as session:
            sweep_print_batches(
                session,
                self.resources.archive,
                self.clock.now(),
                keep_for=timedelta(days=self.settings.print_days),
            )


def _require_print_room(caller: Principal) -> None:
    """Return when the caller is one of the vendor's people, or holds the print room's key."""
    if caller.is_staff or (
        caller.kind == "system"
        and caller.organisation_kind == "vendor"
        and contract.FETCH_PRINT_BATCHES in caller.scopes
    ):
        return
    raise NotPermitted(contract.FETCH_PRINT_BATCHES)
