"""Plans: what is offered, what one has and uses, and whom its invoices are made out to."""

import asyncio
from collections.abc import Awaitable
from datetime import date
from typing import Annotated, TypeVar
from uuid import UUID

import msgspec

from contracts.errors import DeadlinePassed, NotFound, ServiceUnavailable
from contracts.mail_accounts import MailSending
from contracts.money import Money
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
from contracts.plans import Limits as PlanLimits
from contracts.request_types import Key, Label
from contracts.versions import BaseVersion
from gateway.api.bodies import OrganisationChoice
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.clients.failures import AreaFailure

T = TypeVar("T")


class NextPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What the plan is from now on; `base_version` is 0 for a new one."""

    base_version: BaseVersion
    name: Label
    description: Label
    price: Money
    period_months: Annotated[int, msgspec.Meta(ge=1, le=60)] = 1
    limits: PlanLimits = PlanLimits()
    is_current: bool = True


class NewSubscription(msgspec.Struct, frozen=True, kw_only=True):
    """Which plan from which day on; today where none is named."""

    plan_key: Key
    starts_on: date | None = None


class PlanChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Which plan."""

    plan_key: Key


class SubscriptionSummary(msgspec.Struct, frozen=True, kw_only=True):
    """All about the plan at a glance (MB-34); `gaps` names what does not answer just now.

    What is missing without a gap there is not: no plan, or no own mail account.
    """

    subscription: Subscription | None
    storage: LimitUse | None
    users: int | None
    """Members who may sign in; who is only invited does not count."""
    user_limit: int | None
    uses_own_mail_account: bool | None
    gaps: tuple[str, ...]


class _Named(msgspec.Struct, frozen=True, kw_only=True):
    key: Key


async def list_plans(call: Call) -> Plans:
    """Return the plans that are offered just now."""
    return await call.around.catalog.list_plans(call.context)


async def list_plan_definitions(call: Call) -> Plans:
    """Return every plan, those that are offered no more too; for the vendor's people."""
    return await call.around.catalog.list_plan_definitions(call.context)


async def put_plan(call: Call, key: str, body: NextPlan) -> PlanDefinition:
    """Offer a new plan, or change one; for the vendor's people."""
    wanted = PutPlan(key=read_values({"key": key}, _Named).key, **msgspec.structs.asdict(body))
    return await call.around.catalog.put_plan(call.context, wanted)


async def start_subscription(
    call: Call, organisation_id: UUID, body: NewSubscription
) -> Subscription:
    """Give an organisation its plan; for the vendor's people."""
    return await call.around.catalog.start_subscription(
        call.context,
        StartSubscription(
            organisation_id=organisation_id, plan_key=body.plan_key, starts_on=body.starts_on
        ),
    )


async def get_subscription(call: Call, query: OrganisationChoice) -> Subscription:
    """Return the plan, its next renewal, and what is used of it."""
    return await call.around.catalog.get_subscription(call.context, query.organisation_id)


async def change_plan(call: Call, query: OrganisationChoice, body: PlanChoice) -> Subscription:
    """Change to another plan; refused if more is used than it allows."""
    return await call.around.catalog.change_plan(call.context, body.plan_key, query.organisation_id)


async def cancel_subscription(call: Call, query: OrganisationChoice) -> Subscription:
    """Let the plan end with its period."""
    return await call.around.catalog.end_subscription(
        call.context, "cancel_subscription", query.organisation_id
    )


async def resume_subscription(call: Call, query: OrganisationChoice) -> Subscription:
    """Let a cancelled plan go on."""
    return await call.around.catalog.end_subscription(
        call.context, "resume_subscription", query.organisation_id
    )


async def take_use(call: Call, query: OrganisationChoice, body: TakeUse) -> LimitUse:
    """Count one more of what the plan limits; the same item counts once."""
    return await call.around.catalog.count_use(
        call.context, "take_use", body, query.organisation_id
    )


async def give_back_use(call: Call, query: OrganisationChoice, body: TakeUse) -> LimitUse:
    """Count one less of what the plan limits."""
    return await call.around.catalog.count_use(
        call.context, "give_back_use", body, query.organisation_id
    )


async def get_billing_info(call: Call, query: OrganisationChoice) -> BillingInfoHistory:
    """Return whom invoices for the plan are made out to, with what held before."""
    return await call.around.catalog.get_billing_info(call.context, query.organisation_id)


async def set_billing_info(
    call: Call, query: OrganisationChoice, body: SetBillingInfo
) -> BillingInfoHistory:
    """Change whom the next invoices for the plan are made out to."""
    return await call.around.catalog.set_billing_info(call.context, body, query.organisation_id)


async def summarise_subscription(call: Call) -> SubscriptionSummary:
    """Return plan, renewal, storage, users and mail account in one answer; gaps are named."""
    gaps: list[str] = []
    subscription, members, sending = await asyncio.gather(
        _or_gap(call.around.catalog.get_subscription(call.context), "packages", gaps),
        _or_gap(call.around.identity.list_members(call.context, None), "accounts", gaps),
        _or_gap(call.around.notifications.get_mail_sending(call.context), "mail", gaps),
    )
    uses = {each.limit: each for each in subscription.uses} if subscription else {}
    return SubscriptionSummary(
        subscription=subscription,
        storage=uses.get("storage_bytes"),
        users=len(members.items) if members else None,
        user_limit=subscription.plan.limits.users if subscription else None,
        uses_own_mail_account=_uses_own(sending),
        gaps=tuple(sorted(gaps)),
    )


def _uses_own(sending: MailSending | None) -> bool | None:
    return None if sending is None else sending.transport == "own"


async def _or_gap(answer: Awaitable[T], area: str, gaps: list[str]) -> T | None:
    """Return the answer; None if there is none, with its area among the gaps if it is down."""
    try:
        return await answer
    except NotFound:
        return None
    except (AreaFailure, ServiceUnavailable, DeadlinePassed):
        gaps.append(area)
        return None
