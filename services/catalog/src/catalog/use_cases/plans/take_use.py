"""Use one more of what a plan limits, or one less."""

from uuid import UUID

from catalog.domain.plans import allowed_of, counted_from
from catalog.store.records import RecordRoom
from catalog.use_cases.plans.describe_subscription import used_of
from catalog.use_cases.plans.reach_subscription import lock_subscription
from catalog.use_cases.plans.warn_of_limits import warn_of_limits
from chassis.service import organisation_of
from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.ordering_errors import LimitReached
from contracts.plans import LimitUse, TakeUse
from contracts.principal import Principal


def take_use(
    caller: Principal,
    use: TakeUse,
    organisation_id: UUID | None,
    room: RecordRoom,
    *,
    gives_back: bool = False,
) -> LimitUse:
    """Count a thing as in use, or no more; of many at once only as many as are left get one.

    Each thing counts once: taking it again, or giving back what is not in use, changes nothing.
    Whoever counts waits for who is counting just now, so two never take the last one.

    Raises:
        NotPermitted: the caller is no admin, no system and none of the vendor's people.
        NotFound: there is no such organisation, or it has no plan.
        ChangedMeanwhile: its plan has ended.
        LimitReached: the plan allows no more.
        InvalidInput: storage is told by whoever stores, and not taken.
    """
    own = _organisation_of(caller, organisation_id)
    if use.limit == "storage_bytes":
        raise InvalidInput("limit", "not_offered")
    with room.of(own) as records:
        stored = lock_subscription(own, records)
        since = counted_from(use.limit, stored.period(records.today))
        allowed = allowed_of(stored.plan.limits, use.limit)
        used = used_of(stored, records).get(use.limit, 0)
        if gives_back:
            used -= records.plan_uses.give_back(own, use.limit, use.item, since)
        elif not records.plan_uses.is_taken(own, use.limit, use.item, since):
            if allowed is not None and used >= allowed:
                raise LimitReached(use.limit)
            records.plan_uses.take(own, use.limit, use.item, since)
            used += 1
            warn_of_limits(stored, use.limit, used, records)
        return LimitUse(limit=use.limit, used=used, allowed=allowed)


def _organisation_of(caller: Principal, named: UUID | None) -> UUID:
    if not (caller.is_admin or caller.is_staff or caller.kind == "system"):
        raise NotPermitted("admin")
    shown = organisation_of(caller, named)
    if shown is None:
        raise NotFound("subscription")
    return shown
