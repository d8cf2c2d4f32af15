"""Invoice runs: announced by publishing systems, reported to them and to the vendor."""

from uuid import UUID

from billing_docs.calls.publications import PUBLISH
from billing_docs.calls.tools import BillingDocsCalls, require_administration
from billing_docs.domain.notice import KIND
from billing_docs.store.invoice_runs import InvoiceRunStore
from billing_docs.use_cases.invoice_runs.announce_by_hand import announce_by_hand
from billing_docs.use_cases.invoice_runs.announce_run import announce_run
from billing_docs.use_cases.invoice_runs.close_complete_runs import close_complete_runs
from billing_docs.use_cases.invoice_runs.close_run import close_run
from billing_docs.use_cases.invoice_runs.list_runs import list_runs
from billing_docs.use_cases.invoice_runs.report_run import report_run
from chassis.entrypoints import Incoming, every, on_event, on_inbound, rpc
from chassis.service import actor_of
from contracts import invoice_runs as contract
from contracts.errors import NotFound, NotPermitted
from contracts.events import NOTICE_FAILED, NoticeFailed
from contracts.inbound import INVOICE_RUN_ANNOUNCED, InvoiceRunAnnounced
from contracts.principal import Principal
from contracts.publishing import AcceptedEvent


class InvoiceRunCalls(BillingDocsCalls):
    """Invoice runs: announced by publishing systems, reported to them and to the vendor."""

    @on_inbound(INVOICE_RUN_ANNOUNCED)
    def announce_invoice_run(self, event: Incoming[InvoiceRunAnnounced]) -> None:
        """Take note of how many documents of a run must come, and which."""
        with self.database.transaction() as session:
            announce_run(event, session, self.clock.now())

    @on_event("notifications", NOTICE_FAILED)
    def note_failed_notice(self, event: Incoming[NoticeFailed]) -> None:
        """Take note of a document whose notice was given up."""
        kind, _, document_id = event.data.idempotency_key.partition(":")
        if kind != KIND:
            return
        with self.database.transaction(every_organisation=True) as session:
            InvoiceRunStore(session).note_failed_notice(UUID(document_id), event.data.at)

    @every(seconds=10)
    def close_complete_invoice_runs(self) -> None:
        """Close the runs of which everything has come, and tell their publishers."""
        with self.database.transaction(every_organisation=True) as session:
            close_complete_runs(session, self.outbox(session), self.clock.now())

    @rpc(reads=True)
    def list_invoice_runs(
        self, caller: Principal, query: contract.InvoiceRunQuery
    ) -> contract.InvoiceRuns:
        """Return one page of runs: all to the vendor's people, its own to a publishing system."""
        sources = _sources_of(caller)
        with self.database.transaction(every_organisation=True) as session:
            return list_runs(query, sources, InvoiceRunStore(session))

    @rpc(reads=True)
    def get_invoice_run(self, caller: Principal, invoice_run_id: UUID) -> contract.InvoiceRunReport:
        """Return what has come of one run. Raises NotFound."""
        sources = _sources_of(caller)
        with self.database.transaction(every_organisation=True) as session:
            store = InvoiceRunStore(session)
            run = store.by_id(invoice_run_id)
            if run is None or (sources is not None and run.source not in sources):
                raise NotFound("invoice_run")
            return report_run(run, store, self.parking(session))

    @rpc
    def announce_run_by_hand(
        self, caller: Principal, request: contract.AnnounceRun
    ) -> AcceptedEvent:
        """Announce a run for its system, for the vendor's administration. Raises InvalidInput."""
        require_administration(caller)
        accepted = announce_by_hand(request, self.entrance)
        with self.database.transaction() as session:
            self.audit(session).record(
                organisation_id=None,
                actor=actor_of(caller),
                action="invoice_run.announced_by_hand",
                subject=f"event:{accepted.event_id}",
                details={"source": request.source, "run_id": request.run_id},
            )
        return accepted

    @rpc
    def close_invoice_run(
        self, caller: Principal, invoice_run_id: UUID, request: contract.CloseInvoiceRun
    ) -> None:
        """End a run that will not become complete; only the vendor's people may."""
        if not caller.is_staff:
            raise NotPermitted("vendor_administration")
        with self.database.transaction() as session:
            close_run(
                invoice_run_id,
                request.reason,
                by=actor_of(caller),
                now=self.clock.now(),
                store=InvoiceRunStore(session),
                audit=self.audit(session),
            )


def _sources_of(caller: Principal) -> tuple[str, ...] | None:
    """Return whose runs the caller may see, None for everybody's."""
    if caller.is_staff:
        return None
    if PUBLISH not in caller.scopes:
        raise NotPermitted(PUBLISH)
    return caller.sources
