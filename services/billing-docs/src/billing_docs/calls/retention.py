"""What keeps documents, and keeps them from sight: for the vendor's administration."""

from uuid import UUID

from billing_docs.calls.tools import BillingDocsCalls, require_administration
from billing_docs.store.customers import CustomerStore
from billing_docs.store.documents import DocumentStore
from billing_docs.store.holds import HoldStore
from billing_docs.store.restrictions import RestrictionStore
from billing_docs.use_cases.describe_document import describe_file
from billing_docs.use_cases.retention.follow_holds import follow_holds
from billing_docs.use_cases.retention.get_custody import get_custody
from billing_docs.use_cases.retention.lift_restriction import lift_restriction
from billing_docs.use_cases.retention.list_holds import list_holds
from billing_docs.use_cases.retention.list_restrictions import list_restrictions
from billing_docs.use_cases.retention.open_restricted import open_restricted
from billing_docs.use_cases.retention.place_hold import place_hold
from billing_docs.use_cases.retention.release_hold import release_hold
from billing_docs.use_cases.retention.restrict_document import restrict_document
from chassis.entrypoints import every, rpc
from chassis.service import actor_of
from contracts import retention as contract
from contracts.billing_docs import ArchivedFile
from contracts.principal import Principal


class RetentionCalls(BillingDocsCalls):
    """What keeps documents, and keeps them from sight: for the vendor's administration."""

    @rpc(reads=True)
    def get_custody(
        self, caller: Principal, document_id: UUID, organisation_id: UUID
    ) -> contract.Custody:
        """Return both clocks of a document, what else keeps it, and what may be done next."""
        require_administration(caller)
        with self.database.transaction(organisation_id=organisation_id) as session:
            return get_custody(
                organisation_id,
                document_id,
                today=self.clock.today(),
                documents=DocumentStore(session),
                holds=HoldStore(session),
                restrictions=RestrictionStore(session),
            )

    @rpc
    def place_hold(self, caller: Principal, request: contract.PlaceHold) -> contract.Hold:
        """Hold a document, or all of a customer's, because of a case. Raises NotFound."""
        require_administration(caller)
        with self.database.transaction(organisation_id=request.organisation_id) as session:
            return place_hold(
                request,
                by=actor_of(caller),
                now=self.clock.now(),
                customers=CustomerStore(session),
                documents=DocumentStore(session),
                holds=HoldStore(session),
                audit=self.audit(session),
            )

    @rpc
    def release_hold(
        self, caller: Principal, hold_id: UUID, request: contract.GiveReason
    ) -> contract.Hold:
        """Release one hold; what other cases hold stays held. Raises NotFound."""
        require_administration(caller)
        with self.database.transaction(every_organisation=True) as session:
            return release_hold(
                hold_id,
                reason=request.reason,
                by=actor_of(caller),
                now=self.clock.now(),
                holds=HoldStore(session),
                audit=self.audit(session),
            )

    @rpc(reads=True)
    def list_holds(self, caller: Principal, query: contract.HoldQuery) -> contract.HoldPage:
        """Return one page of holds, the latest first."""
        require_administration(caller)
        with self.database.transaction(every_organisation=True) as session:
            return list_holds(query, HoldStore(session))

    @every(seconds=5)
    def follow_holds(self) -> None:
        """Let the object store hold what cases hold, and free what none holds any more."""
        follow_holds(self.database, self.resources.archive, self.clock.now())

    @rpc
    def restrict_document(
        self, caller: Principal, document_id: UUID, request: contract.RestrictDocument
    ) -> contract.Restriction:
        """Keep a document out of its customer's sight. Raises NotFound, RetentionProtected."""
        require_administration(caller)
        with self.database.transaction(organisation_id=request.organisation_id) as session:
            return restrict_document(
                document_id,
                request,
                by=actor_of(caller),
                now=self.clock.now(),
                today=self.clock.today(),
                documents=DocumentStore(session),
                restrictions=RestrictionStore(session),
                audit=self.audit(session),
            )

    @rpc
    def lift_restriction(
        self,
        caller: Principal,
        document_id: UUID,
        organisation_id: UUID,
        request: contract.GiveReason,
    ) -> None:
        """Show a restricted document again. Raises NotFound."""
        require_administration(caller)
        with self.database.transaction(organisation_id=organisation_id) as session:
            lift_restriction(
                organisation_id,
                document_id,
                reason=request.reason,
                by=actor_of(caller),
                now=self.clock.now(),
                restrictions=RestrictionStore(session),
                audit=self.audit(session),
            )

    @rpc(reads=True)
    def list_restrictions(
        self, caller: Principal, query: contract.RestrictionQuery
    ) -> contract.RestrictionPage:
        """Return one page of restrictions, the latest first."""
        require_administration(caller)
        with self.database.transaction(every_organisation=True) as session:
            return list_restrictions(query, RestrictionStore(session))

    @rpc
    def open_restricted(
        self,
        caller: Principal,
        document_id: UUID,
        organisation_id: UUID,
        request: contract.GiveReason,
    ) -> ArchivedFile:
        """Say where a restricted document's bytes lie; who looks and why is put on record."""
        require_administration(caller)
        with self.database.transaction(organisation_id=organisation_id) as session:
            document = open_restricted(
                organisation_id,
                document_id,
                reason=request.reason,
                by=actor_of(caller),
                documents=DocumentStore(session),
                restrictions=RestrictionStore(session),
                audit=self.audit(session),
            )
        return describe_file(document, self.resources.archive.bucket)
