"""What the vendor's administration looks after: parked events, kept documents, ledgers."""

from typing import Annotated
from uuid import UUID

import msgspec

from billing_docs.calls.tools import BillingDocsCalls, require_administration
from billing_docs.store.customers import CustomerStore
from billing_docs.store.documents import DocumentStore
from billing_docs.store.parked_events import ParkedEventStore
from billing_docs.use_cases.office.compare_ledger import compare_ledger
from billing_docs.use_cases.office.find_kept import find_kept
from billing_docs.use_cases.office.list_parked import list_parked
from billing_docs.use_cases.office.settle_parked import discard_parked, replay_parked
from chassis.entrypoints import rpc
from chassis.service import actor_of
from contracts import document_office as contract
from contracts.principal import Principal

Ledger = Annotated[str, msgspec.Meta(max_length=contract.LARGEST_LEDGER_CHARACTERS)]


class OfficeCalls(BillingDocsCalls):
    """What the vendor's administration looks after, and nobody else."""

    @rpc(reads=True)
    def list_parked_events(
        self, caller: Principal, query: contract.ParkedEventQuery
    ) -> contract.ParkedEventPage:
        """Return the events that wait for somebody, the latest first, without their files."""
        require_administration(caller)
        with self.database.transaction() as session:
            return list_parked(query, ParkedEventStore(session))

    @rpc
    def replay_parked_events(
        self, caller: Principal, request: contract.ReplayParkedEvents
    ) -> contract.ReplayedParkedEvents:
        """Send events through the front door again; what does not wait any more is passed over."""
        require_administration(caller)
        with self.database.transaction() as session:
            return replay_parked(
                request,
                by=actor_of(caller),
                parking=self.parking(session),
                outbox=self.outbox(session),
                audit=self.audit(session),
            )

    @rpc
    def discard_parked_event(
        self, caller: Principal, parked_id: UUID, request: contract.DiscardParkedEvent
    ) -> None:
        """Settle an event without taking it in, with a reason. Raises NotFound."""
        require_administration(caller)
        with self.database.transaction() as session:
            discard_parked(
                parked_id,
                reason=request.reason,
                by=actor_of(caller),
                parking=self.parking(session),
                audit=self.audit(session),
            )

    @rpc(reads=True)
    def find_kept_documents(
        self, caller: Principal, query: contract.KeptDocumentQuery
    ) -> contract.KeptDocuments:
        """Return a customer's documents of a number, also what he does not see. Raises NotFound."""
        require_administration(caller)
        with self.database.transaction(every_organisation=True) as session:
            return find_kept(query, CustomerStore(session), DocumentStore(session))

    @rpc(reads=True)
    def reconcile_ledger(self, caller: Principal, ledger: Ledger) -> contract.Reconciliation:
        """Compare a publisher's book (CSV or JSON lines) with the archive. Raises InvalidInput."""
        require_administration(caller)
        return compare_ledger(ledger, self.database, self.clock)
