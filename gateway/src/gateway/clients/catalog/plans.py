"""Plans, their limits, and what is used of them."""

from uuid import UUID

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
from gateway.clients.rpc import CallContext, Service


class PlanCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def list_plans(self, caller: CallContext) -> Plans:
        """Return the plans that are offered; anybody may ask."""
        return await self.read(caller, "list_plans", {}, Plans)

    async def list_plan_definitions(self, caller: CallContext) -> Plans:
        """Return every plan as it is edited."""
        return await self.read(caller, "list_plan_definitions", {}, Plans)

    async def put_plan(self, caller: CallContext, request: PutPlan) -> PlanDefinition:
        """Add a plan, or its next version."""
        return await self.write(caller, "put_plan", {"request": request}, PlanDefinition)

    async def start_subscription(
        self, caller: CallContext, request: StartSubscription
    ) -> Subscription:
        """Let a plan begin."""
        return await self.write(caller, "start_subscription", {"request": request}, Subscription)

    async def get_subscription(
        self, caller: CallContext, organisation_id: UUID | None = None
    ) -> Subscription:
        """Return the plan and what is used of it."""
        arguments = {"organisation_id": organisation_id}
        return await self.read(caller, "get_subscription", arguments, Subscription)

    async def change_plan(
        self, caller: CallContext, plan_key: str, organisation_id: UUID | None
    ) -> Subscription:
        """Change to another plan."""
        arguments = {"plan_key": plan_key, "organisation_id": organisation_id}
        return await self.write(caller, "change_plan", arguments, Subscription)

    async def end_subscription(
        self, caller: CallContext, method: str, organisation_id: UUID | None
    ) -> Subscription:
        """Cancel or resume: `cancel_subscription` or `resume_subscription`."""
        arguments = {"organisation_id": organisation_id}
        return await self.write(caller, method, arguments, Subscription)

    async def count_use(
        self, caller: CallContext, method: str, request: TakeUse, organisation_id: UUID | None
    ) -> LimitUse:
        """Count one more or one less: `take_use` or `give_back_use`."""
        arguments = {"request": request, "organisation_id": organisation_id}
        return await self.write(caller, method, arguments, LimitUse)

    async def get_billing_info(
        self, caller: CallContext, organisation_id: UUID | None = None
    ) -> BillingInfoHistory:
        """Return whom invoices are made out to, with what held before."""
        arguments = {"organisation_id": organisation_id}
        return await self.read(caller, "get_billing_info", arguments, BillingInfoHistory)

    async def set_billing_info(
        self, caller: CallContext, request: SetBillingInfo, organisation_id: UUID | None
    ) -> BillingInfoHistory:
        """Change whom invoices are made out to."""
        arguments = {"request": request, "organisation_id": organisation_id}
        return await self.write(caller, "set_billing_info", arguments, BillingInfoHistory)
