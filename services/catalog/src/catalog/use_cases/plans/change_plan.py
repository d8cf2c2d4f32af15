"""Change the plan."""

from uuid import UUID

from catalog.domain.plans import exceeded, faults_of
from catalog.store.records import RecordRoom
from catalog.use_cases.plans.describe_subscription import describe_subscription, used_of
from catalog.use_cases.plans.reach_subscription import changeable_organisation, lock_subscription
from chassis.service import actor_of
from contracts.errors import NotFound
from contracts.ordering_errors import UsageExceedsPlan
from contracts.plans import Subscription
from contracts.principal import Principal


def change_plan(
    caller: Principal, plan_key: str, organisation_id: UUID | None, room: RecordRoom
) -> Subscription:
    """Change to another plan: its limits hold at once, its price from the next period (MB-23).

    The same plan once more changes nothing.

    Raises:
        NotPermitted, NotFound: the caller may not, or there is no subscription or such a plan.
        ChangedMeanwhile: the subscription has ended.
        UsageExceedsPlan: names each limit that is below what is used.
    """
    own = changeable_organisation(caller, organisation_id)
    with room.of(own) as records:
        stored = lock_subscription(own, records)
        plan = records.plans.find(plan_key)
        if plan is None or not (plan.is_current or plan.key == stored.plan.key):
            raise NotFound("plan")
        if plan.key == stored.plan.key:
            return describe_subscription(stored, records)
        too_much = exceeded(plan.limits, used_of(stored, records))
        if too_much:
            raise UsageExceedsPlan(*faults_of(too_much))
        records.subscriptions.change_plan(own, plan)
        records.audit.record(
            organisation_id=own,
            actor=actor_of(caller),
            action="subscription.plan_changed",
            subject=f"organisation:{own}",
            details={"before": stored.plan.key, "after": plan.key},
        )
        changed = records.subscriptions.find(own)
        return describe_subscription(changed or stored, records)
