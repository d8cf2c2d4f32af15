"""Put a subscription into the form in which people read it."""

from collections.abc import Mapping

from catalog.domain.plans import allowed_of, state_on
from catalog.store.records import Records
from catalog.store.subscriptions import StoredSubscription
from contracts.plans import LIMITS, LimitName, LimitUse, Subscription


def describe_subscription(stored: StoredSubscription, records: Records) -> Subscription:
    """Return the plan, its period, what comes next, and how much of each limit is used."""
    period = stored.period(records.today)
    used = used_of(stored, records)
    held = records.seats.of(stored.organisation_id).invitations
    warned = records.plan_uses.warned(stored.organisation_id, period.first)
    return Subscription(
        plan=stored.plan,
        state=state_on(stored.ends_on, records.today),
        started_on=stored.started_on,
        period_from=period.first,
        period_through=period.last,
        renews_on=period.next_first if stored.ends_on is None else None,
        ends_on=stored.ends_on,
        uses=tuple(
            LimitUse(
                limit=limit,
                used=used.get(limit, 0),
                allowed=allowed_of(stored.plan.limits, limit),
                warned_percent=warned.get(limit),
                held_for_invited=held if limit == "users" else 0,
            )
            for limit in LIMITS
        ),
    )


def used_of(stored: StoredSubscription, records: Records) -> Mapping[LimitName, int]:
    """Return how much of each limit is used, as it was counted; storage and seats as were told.

    A seat is a member or an open invitation, and what another system has counted as a user.
    """
    counted = records.plan_uses.used(stored.organisation_id, stored.period(records.today))
    seats = records.seats.of(stored.organisation_id)
    return {
        **counted,
        "storage_bytes": records.storage.used_bytes(stored.organisation_id),
        "users": counted.get("users", 0) + seats.used,
    }
