"""Say what a plan is."""

from catalog.domain.self_services import require_staff
from catalog.store.records import Records
from chassis.service import actor_of
from contracts.errors import ChangedMeanwhile, InvalidInput
from contracts.plans import PlanDefinition, PutPlan
from contracts.principal import Principal


def put_plan(caller: Principal, wanted: PutPlan, records: Records) -> PlanDefinition:
    """Add a plan or its next version, for the vendor's people.

    Its limits hold at once for everybody who has it; what is in use already stays in use.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        InvalidInput: the price is below zero.
        ChangedMeanwhile: somebody else has changed it.
    """
    require_staff(caller)
    if wanted.price.minor_units < 0:
        raise InvalidInput("price", "too_small")
    put = records.plans.put(wanted)
    plan = records.plans.find(wanted.key)
    if not put or plan is None:
        raise ChangedMeanwhile("base_version", str(plan.version if plan else 0))
    records.audit.record(
        organisation_id=None,
        actor=actor_of(caller),
        action="plan.changed" if wanted.base_version else "plan.added",
        subject=f"plan:{wanted.key}",
        details={"version": str(plan.version)},
    )
    return plan
