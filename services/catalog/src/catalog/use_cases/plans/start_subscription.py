"""Give an organisation its plan."""

from catalog.domain.plans import exceeded, faults_of, state_on
from catalog.domain.self_services import require_staff
from catalog.store.records import RecordRoom, Records
from catalog.use_cases.plans.describe_subscription import describe_subscription, used_of
from chassis.service import actor_of
from contracts.errors import AlreadyExists, NotFound
from contracts.ordering_errors import UsageExceedsPlan
from contracts.plans import StartSubscription, Subscription
from contracts.principal import Principal


def start_subscription(
    caller: Principal, start: StartSubscription, room: RecordRoom
) -> Subscription:
    """Let a plan begin, for the vendor's people.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such organisation or plan.
        AlreadyExists: it has a plan, which can be changed instead.
        UsageExceedsPlan: what is used already is more than the plan allows.
    """
    require_staff(caller)
    organisation_id = start.organisation_id
    with room.of(organisation_id) as records:
        if records.organisations.lock_kind(organisation_id) is None:
            raise NotFound("organisation")
        plan = records.plans.find(start.plan_key)
        if plan is None or not plan.is_current:
            raise NotFound("plan")
        before = records.subscriptions.find(organisation_id)
        if before is not None and state_on(before.ends_on, records.today) != "ended":
            raise AlreadyExists("plan_key")
        records.subscriptions.start(organisation_id, plan, start.starts_on or records.today)
        stored = records.subscriptions.find(organisation_id, lock=True)
        if stored is None:
            raise NotFound("subscription")
        too_much = exceeded(plan.limits, used_of(stored, records))
        if too_much:
            raise UsageExceedsPlan(*faults_of(too_much))
        _record(caller, start, records)
        return describe_subscription(stored, records)


def _record(caller: Principal, start: StartSubscription, records: Records) -> None:
    records.audit.record(
        organisation_id=start.organisation_id,
        actor=actor_of(caller),
        action="subscription.started",
        subject=f"organisation:{start.organisation_id}",
        details={"after": start.plan_key},
    )
