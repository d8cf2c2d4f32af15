"""Decide whether one more person may be invited."""

from msgspec.structs import replace

from catalog.domain.plans import allowed_of, state_on
from catalog.store.records import RecordRoom
from catalog.use_cases.plans.describe_subscription import used_of
from catalog.use_cases.plans.warn_of_limits import warn_of_limits
from chassis.service import organisation_of
from contracts.errors import NotFound
from contracts.ordering_errors import LimitReached
from contracts.plans import LimitUse
from contracts.principal import Principal
from contracts.seats import ClaimSeat


def claim_seat(caller: Principal, wanted: ClaimSeat, room: RecordRoom) -> LimitUse:
    """Return how many seats are used with one more; without a plan there are as many as one likes.

    Identity asks, which holds the organisation meanwhile: who else wants a seat there waits. An
    open invitation holds its seat until it is accepted, revoked or expired.

    Raises:
        NotFound: the organisation is not the caller's.
        LimitReached: the plan has no seat left (MB-18, MB-21).
    """
    own = organisation_of(caller, wanted.organisation_id)
    if own is None:
        raise NotFound("subscription")
    with room.of(own) as records:
        stored = records.subscriptions.find(own, lock=True)
        used = wanted.members + wanted.invitations + 1
        if stored is None or state_on(stored.ends_on, records.today) == "ended":
            return LimitUse(limit="users", used=used, allowed=None)
        counted_elsewhere = used_of(stored, records)["users"] - records.seats.of(own).used
        total = counted_elsewhere + used
        allowed = allowed_of(stored.plan.limits, "users")
        if allowed is not None and total > allowed:
            raise LimitReached("users")
        records.seats.remember(replace(wanted, invitations=wanted.invitations + 1))
        warn_of_limits(stored, "users", total, records)
        return LimitUse(
            limit="users", used=total, allowed=allowed, held_for_invited=wanted.invitations + 1
        )
