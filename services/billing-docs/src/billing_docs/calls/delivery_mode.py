"""How each customer wants his documents."""

from uuid import UUID

from billing_docs.calls.tools import BillingDocsCalls, administered_organisation
from billing_docs.domain.delivery_mode import choose
from billing_docs.store.customers import CustomerStore
from billing_docs.store.delivery_modes import DeliveryModeStore
from billing_docs.use_cases.delivery.get_delivery_mode import get_delivery_mode
from billing_docs.use_cases.delivery.list_delivery_modes import list_delivery_modes
from billing_docs.use_cases.delivery.set_delivery_mode import set_delivery_mode
from chassis.entrypoints import Incoming, on_event, rpc
from chassis.service import actor_of
from contracts import delivery as contract
from contracts.events import CONTRACT_COVERAGE_CHANGED, ContractCoverageChanged
from contracts.principal import Principal


class DeliveryModeCalls(BillingDocsCalls):
    """How each customer wants his documents."""

    @rpc(reads=True)
    def get_delivery_mode(
        self, caller: Principal, organisation_id: UUID | None = None
    ) -> contract.DeliveryMode:
        """Say how the next document comes, to staff and the customer's admins."""
        organisation = administered_organisation(caller, organisation_id)
        with self.database.transaction(organisation_id=organisation) as session:
            return get_delivery_mode(
                organisation, today=self.clock.today(), modes=DeliveryModeStore(session)
            )

    @rpc(reads=True)
    def list_delivery_modes(
        self, caller: Principal, organisation_id: UUID | None = None
    ) -> contract.DeliveryModeHistory:
        """List every choice that was made, newest first (SE-59)."""
        organisation = administered_organisation(caller, organisation_id)
        with self.database.transaction(organisation_id=organisation) as session:
            return list_delivery_modes(organisation, DeliveryModeStore(session))

    @rpc
    def set_delivery_mode(
        self, caller: Principal, request: contract.SetDeliveryMode
    ) -> contract.DeliveryMode:
        """Choose how the next documents come. Raises InvalidInput, NotFound (SE-58, SE-69)."""
        organisation = administered_organisation(caller, request.organisation_id)
        today = self.clock.today()
        chosen = choose(request, by=actor_of(caller), now=self.clock.now(), today=today)
        with self.database.transaction(organisation_id=organisation) as session:
            return set_delivery_mode(
                organisation,
                chosen,
                today=today,
                customers=CustomerStore(session),
                modes=DeliveryModeStore(session),
                audit=self.audit(session),
            )

    @on_event("catalog", CONTRACT_COVERAGE_CHANGED)
    def note_contract_end(self, event: Incoming[ContractCoverageChanged]) -> None:
        """Remember until when a customer's contract runs: post may end with it (SE-69)."""
        data = event.data
        with self.database.transaction(organisation_id=data.organisation_id) as session:
            DeliveryModeStore(session).note_contract_end(
                data.organisation_id, data.version, data.ends_on
            )
