"""Cancel a plan, and take that back."""

from dataclasses import replace
from uuid import UUID

from catalog.store.records import RecordRoom
from catalog.use_cases.plans.describe_subscription import describe_subscription
from catalog.use_cases.plans.reach_subscription import changeable_organisation, lock_subscription
from chassis.service import actor_of
from contracts.plans import Subscription
from contracts.principal import Principal


def cancel_subscription(
    caller: Principal, organisation_id: UUID | None, room: RecordRoom, *, resumes: bool = False
) -> Subscription:
    """Let the plan end with its period, or let it go on after all (MB-24).

    Everything stays as it is up to and with the last day, and nothing is lost by resuming before.
    Repeating either changes nothing.

    Raises:
        NotPermitted, NotFound: the caller may not, or there is no subscription.
        ChangedMeanwhile: it has ended.
    """
    own = changeable_organisation(caller, organisation_id)
    with room.of(own) as records:
        stored = lock_subscription(own, records)
        ends_on = None
        if not resumes:
            ends_on = stored.ends_on or stored.period(records.today).last
        if ends_on != stored.ends_on:
            records.subscriptions.end_on(own, ends_on)
            records.audit.record(
                organisation_id=own,
                actor=actor_of(caller),
                action="subscription.resumed" if resumes else "subscription.cancelled",
                subject=f"organisation:{own}",
                details={
                    "before": stored.ends_on.isoformat() if stored.ends_on else "",
                    "after": ends_on.isoformat() if ends_on else "",
                },
            )
        return describe_subscription(replace(stored, ends_on=ends_on), records)
