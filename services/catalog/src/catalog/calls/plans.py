"""Plans, their limits, and what is used of them."""

from uuid import UUID

from catalog.calls.tools import CatalogCalls
from catalog.domain.self_services import require_staff
from catalog.use_cases.plans.cancel_subscription import cancel_subscription
from catalog.use_cases.plans.change_plan import change_plan
from catalog.use_cases.plans.claim_seat import claim_seat
from catalog.use_cases.plans.describe_subscription import describe_subscription
from catalog.use_cases.plans.put_plan import put_plan
from catalog.use_cases.plans.reach_subscription import readable_organisation
from catalog.use_cases.plans.receive_usage import receive_usage
from catalog.use_cases.plans.remember_seats import remember_seats
from catalog.use_cases.plans.set_billing_info import set_billing_info
from catalog.use_cases.plans.start_subscription import start_subscription
from catalog.use_cases.plans.take_use import take_use
from chassis.entrypoints import Incoming, on_event, on_inbound, rpc
from contracts.errors import NotFound
from contracts.inbound import PLAN_USAGE_REPORTED
from contracts.outbound import MESSAGE_REJECTED
from contracts.plan_usage import PlanUsageReported
from contracts.plans import (
    BillingInfoHistory,
    LimitUse,
    PlanDefinition,
    Plans,
    PutPlan,
    SetBillingInfo,
    StartSubscription,
    Subscription,
    TakeUse,
)
from contracts.principal import Principal
from contracts.seats import SEATS_CHANGED, ClaimSeat, SeatsChanged


class PlanCalls(CatalogCalls):
    """Plans, their limits, and what is used of them."""

    # Anybody may know what the vendor offers (MB-26).
    @rpc(public=True)
    def list_plans(self) -> Plans:
        """List the plans that are offered just now."""
        with self._reading_room.of_nobody() as records:
            return Plans(items=records.plans.current())

    @rpc(reads=True)
    def list_plan_definitions(self, caller: Principal) -> Plans:
        """List every plan, those that are offered no more too, for the vendor's people."""
        require_staff(caller)
        with self._reading_room.of_nobody() as records:
            return Plans(items=records.plans.all())

    @rpc
    def put_plan(self, caller: Principal, request: PutPlan) -> PlanDefinition:
        """Change a plan, for the vendor's people. Raises ChangedMeanwhile, InvalidInput."""
        with self._room.of_nobody() as records:
            return put_plan(caller, request, records)

    @rpc
    def start_subscription(self, caller: Principal, request: StartSubscription) -> Subscription:
        """Let a plan begin, for the vendor's people. Raises AlreadyExists, UsageExceedsPlan."""
        return start_subscription(caller, request, self._room)

    @rpc(reads=True)
    def get_subscription(
        self, caller: Principal, organisation_id: UUID | None = None
    ) -> Subscription:
        """Show the plan and what is used of it. Raises NotPermitted, NotFound."""
        shown = readable_organisation(caller, organisation_id)
        with self._reading_room.of(shown) as records:
            stored = records.subscriptions.find(shown)
            if stored is None:
                raise NotFound("subscription")
            return describe_subscription(stored, records)

    @rpc
    def change_plan(
        self, caller: Principal, plan_key: str, organisation_id: UUID | None = None
    ) -> Subscription:
        """Change to another plan. Raises NotFound, ChangedMeanwhile, UsageExceedsPlan."""
        return change_plan(caller, plan_key, organisation_id, self._room)

    @rpc
    def cancel_subscription(
        self, caller: Principal, organisation_id: UUID | None = None
    ) -> Subscription:
        """Let the plan end with its period. Raises NotFound, ChangedMeanwhile."""
        return cancel_subscription(caller, organisation_id, self._room)

    @rpc
    def resume_subscription(
        self, caller: Principal, organisation_id: UUID | None = None
    ) -> Subscription:
        """Let a cancelled plan go on. Raises NotFound, ChangedMeanwhile."""
        return cancel_subscription(caller, organisation_id, self._room, resumes=True)

    @rpc
    def take_use(
        self, caller: Principal, request: TakeUse, organisation_id: UUID | None = None
    ) -> LimitUse:
        """Count one more. Raises LimitReached, NotFound, NotPermitted, InvalidInput."""
        return take_use(caller, request, organisation_id, self._room)

    @rpc
    def give_back_use(
        self, caller: Principal, request: TakeUse, organisation_id: UUID | None = None
    ) -> LimitUse:
        """Count one less. Raises NotFound, NotPermitted, InvalidInput."""
        return take_use(caller, request, organisation_id, self._room, gives_back=True)

    @rpc
    def claim_seat(self, caller: Principal, request: ClaimSeat) -> LimitUse:
        """Decide for identity whether one more person may be invited. Raises LimitReached."""
        return claim_seat(caller, request, self._room)

    @on_inbound(PLAN_USAGE_REPORTED, rejected_as=MESSAGE_REJECTED)
    def receive_usage(self, event: Incoming[PlanUsageReported]) -> None:
        """Count what another system reports as used."""
        with self._room.of_everybody() as records:
            receive_usage(event, records)

    @on_event("identity", SEATS_CHANGED)
    def remember_seats(self, event: Incoming[SeatsChanged]) -> None:
        """Take over how many people an organisation has."""
        with self._room.of(event.data.organisation_id) as records:
            remember_seats(event.data, records)

    @rpc(reads=True)
    def get_billing_info(
        self, caller: Principal, organisation_id: UUID | None = None
    ) -> BillingInfoHistory:
        """Show whom invoices are made out to, with what held before. Raises NotPermitted."""
        shown = readable_organisation(caller, organisation_id)
        with self._reading_room.of(shown) as records:
            return BillingInfoHistory(items=records.billing_infos.history(shown))

    @rpc
    def set_billing_info(
        self, caller: Principal, request: SetBillingInfo, organisation_id: UUID | None = None
    ) -> BillingInfoHistory:
        """Change whom invoices are made out to. Raises ChangedMeanwhile, InvalidInput."""
        return set_billing_info(caller, request, organisation_id, self._room)
