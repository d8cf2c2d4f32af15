"""Change whom invoices for the plan are made out to."""

from uuid import UUID

from catalog.store.records import RecordRoom
from catalog.use_cases.plans.reach_subscription import changeable_organisation
from chassis.service import actor_of
from contracts.errors import ChangedMeanwhile, InvalidInput, NotFound
from contracts.plans import BillingInfoHistory, SetBillingInfo
from contracts.principal import Principal

_MUST_SAY_SOMETHING = ("name", "street", "postal_code", "city")


def set_billing_info(
    caller: Principal, change: SetBillingInfo, organisation_id: UUID | None, room: RecordRoom
) -> BillingInfoHistory:
    """Store what holds from the next invoice on; what held before stays readable (MB-25).

    Raises:
        NotPermitted, NotFound: the caller may not, or there is no such organisation.
        InvalidInput: names every field that says nothing.
        ChangedMeanwhile: somebody else has changed it.
    """
    own = changeable_organisation(caller, organisation_id)
    blank = [name for name in _MUST_SAY_SOMETHING if not getattr(change.info, name).strip()]
    if blank:
        raise InvalidInput(*(part for name in blank for part in (name, "missing")))
    with room.of(own) as records:
        if records.organisations.lock_kind(own) is None:
            raise NotFound("organisation")
        history = records.billing_infos.history(own)
        present = history[0].version if history else 0
        if history and history[0].info == change.info:
            return BillingInfoHistory(items=history)
        version = change.base_version + 1
        if change.base_version != present or not records.billing_infos.add_if_new(
            own, version, change.info, caller.subject
        ):
            raise ChangedMeanwhile("base_version", str(present))
        records.audit.record(
            organisation_id=own,
            actor=actor_of(caller),
            action="subscription.billing_info_changed",
            subject=f"organisation:{own}",
            details={"before": str(present), "after": str(version)},
        )
        return BillingInfoHistory(items=records.billing_infos.history(own))
