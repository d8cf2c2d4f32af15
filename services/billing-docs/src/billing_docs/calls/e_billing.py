"""The one address that is told about new documents, and documents that nobody was told of."""

from uuid import UUID

from billing_docs.calls.tools import BillingDocsCalls
from billing_docs.store.customers import CustomerStore
from billing_docs.store.documents import DocumentStore
from billing_docs.use_cases.list_without_notice import list_without_notice
from billing_docs.use_cases.name_e_billing_address import name_e_billing_address
from billing_docs.use_cases.take_over_e_billing_address import take_over_e_billing_address
from chassis.entrypoints import Incoming, on_event, rpc
from chassis.service import actor_of, organisation_of
from contracts import billing_docs as contract
from contracts.errors import NotFound, NotPermitted
from contracts.events import MASTER_DATA_IN_FORCE, MasterDataInForce
from contracts.principal import Principal


class EBillingCalls(BillingDocsCalls):
    """The one address that is told about new documents, and documents that nobody was told of."""

    @rpc(reads=True)
    def get_e_billing_address(
        self, caller: Principal, organisation_id: UUID
    ) -> contract.EBillingAddress:
        """Return the one address that is told, to staff and the customer's own admins."""
        if organisation_of(caller, organisation_id) is None:
            raise NotFound("organisation")
        if not (caller.is_staff or caller.is_admin):
            raise NotPermitted("admin")
        with self.database.transaction(organisation_id=organisation_id) as session:
            email = CustomerStore(session).e_billing_address(organisation_id)
        return contract.EBillingAddress(organisation_id=organisation_id, email=email)

    @rpc
    def set_e_billing_address(
        self, caller: Principal, request: contract.SetEBillingAddress
    ) -> contract.EBillingAddress:
        """Name the one address; only vendor administration may (SE-53)."""
        if not caller.is_staff:
            raise NotPermitted("vendor_administration")
        with self.database.transaction(organisation_id=request.organisation_id) as session:
            return name_e_billing_address(
                request.organisation_id,
                request.email,
                by=actor_of(caller),
                now=self.clock.now(),
                store=CustomerStore(session),
                outbox=self.outbox(session),
                audit=self.audit(session),
            )

    @on_event("tickets", MASTER_DATA_IN_FORCE)
    def take_over_e_billing_address(self, event: Incoming[MasterDataInForce]) -> None:
        """Name the address that the vendor's people have approved (SE-53)."""
        with self.database.transaction(organisation_id=event.data.organisation_id) as session:
            take_over_e_billing_address(
                event.data, session, self.outbox(session), self.audit(session)
            )

    @rpc(reads=True)
    def list_without_notice(
        self, caller: Principal, query: contract.WithoutNoticeQuery
    ) -> contract.DocumentPage:
        """Return one page of documents that nobody was told of, to vendor administration."""
        if not caller.is_staff:
            raise NotPermitted("vendor_administration")
        with self.database.transaction(every_organisation=True) as session:
            return list_without_notice(query, DocumentStore(session))
