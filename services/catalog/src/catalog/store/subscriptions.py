"""What plans organisations have, and what they use of them; never commits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from catalog.domain.plans import Period, counted_from, period_on
from catalog.store.plan_tables import (
    BILLING_INFO,
    PLAN,
    PLAN_USE,
    PLAN_USE_COUNT,
    PLAN_WARNING,
    SUBSCRIPTION,
)
from catalog.store.plans import plan_in
from chassis.database import Askable
from contracts.plans import BillingInfo, BillingInfoVersion, LimitName, PlanDefinition


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredSubscription:
    """An organisation's plan as it is kept; `period_months` is that of its start."""

    organisation_id: UUID
    plan: PlanDefinition
    started_on: date
    period_months: int
    ends_on: date | None

    def period(self, today: date) -> Period:
        """Return the period that the day is in."""
        return period_on(self.started_on, self.period_months, today)


class SubscriptionStore:
    """Subscriptions of the organisations that the transaction has opened."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def find(self, organisation_id: UUID, *, lock: bool = False) -> StoredSubscription | None:
        """Return the organisation's subscription; locked, nobody else counts or changes it."""
        if lock:
            # By itself: a lock on a join would read the other table as it was before the wait.
            self._session.execute(
                select(SUBSCRIPTION.c.organisation_id)
                .where(SUBSCRIPTION.c.organisation_id == organisation_id)
                .with_for_update()
            )
        row = self._session.execute(
            select(SUBSCRIPTION.c.started_on, SUBSCRIPTION.c.ends_on,
                   SUBSCRIPTION.c.period_months.label("own_period"), PLAN)
            .join(PLAN, PLAN.c.key == SUBSCRIPTION.c.plan_key)
            .where(SUBSCRIPTION.c.organisation_id == organisation_id)
        ).first()  # fmt: skip
        if row is None:
            return None
        return StoredSubscription(
            organisation_id=organisation_id,
            plan=plan_in(row),
            started_on=row.started_on,
            period_months=row.own_period,
            ends_on=row.ends_on,
        )

    def start(self, organisation_id: UUID, plan: PlanDefinition, starts_on: date) -> None:
        """Store the organisation's plan; one that has ended before is replaced.

        The caller has locked the organisation.
        """
        values = {
            "plan_key": plan.key,
            "started_on": starts_on,
            "period_months": plan.period_months,
            "ends_on": None,
        }
        self._session.execute(
            insert(SUBSCRIPTION)
            .values(organisation_id=organisation_id, **values)
            .on_conflict_do_update(index_elements=["organisation_id"], set_=values)
        )

    def change_plan(self, organisation_id: UUID, plan: PlanDefinition) -> None:
        """Give the organisation another plan; its periods stay as they are."""
        self._update(organisation_id, plan_key=plan.key)

    def end_on(self, organisation_id: UUID, ends_on: date | None) -> None:
        """Set the last day, or take it back."""
        self._update(organisation_id, ends_on=ends_on)

    def _update(self, organisation_id: UUID, **values: object) -> None:
        self._session.execute(
            update(SUBSCRIPTION)
            .where(SUBSCRIPTION.c.organisation_id == organisation_id)
            .values(values)
        )


class PlanUseStore:
    """What is used; whoever changes it has locked the subscription."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def used(self, organisation_id: UUID, period: Period) -> Mapping[LimitName, int]:
        """Return how many are in use of what is counted one by one."""
        rows = self._session.execute(
            select(PLAN_USE_COUNT.c.limit_name, PLAN_USE_COUNT.c.counted_from,
                   PLAN_USE_COUNT.c.used).where(
                PLAN_USE_COUNT.c.organisation_id == organisation_id
            )
        )  # fmt: skip
        return {
            row.limit_name: row.used
            for row in rows
            if row.counted_from == counted_from(row.limit_name, period)
        }

    def take(self, organisation_id: UUID, limit: LimitName, item: str, since: date) -> bool:
        """Insert one thing in use and count it; False where it is in use already."""
        taken = self._session.scalar(
            insert(PLAN_USE)
            .values(
                organisation_id=organisation_id,
                limit_name=limit,
                counted_from=since,
                item=item,
                taken_at=self._now,
            )
            .on_conflict_do_nothing()
            .returning(PLAN_USE.c.item)
        )
        if taken is None:
            return False
        self._session.execute(
            insert(PLAN_USE_COUNT)
            .values(organisation_id=organisation_id, limit_name=limit, counted_from=since, used=1)
            .on_conflict_do_update(
                index_elements=["organisation_id", "limit_name", "counted_from"],
                set_={"used": PLAN_USE_COUNT.c.used + 1},
            )
        )
        return True

    def is_taken(self, organisation_id: UUID, limit: LimitName, item: str, since: date) -> bool:
        """Whether the thing is in use already."""
        found = self._session.scalar(
            select(PLAN_USE.c.item).where(
                PLAN_USE.c.organisation_id == organisation_id,
                PLAN_USE.c.limit_name == limit,
                PLAN_USE.c.counted_from == since,
                PLAN_USE.c.item == item,
            )
        )
        return found is not None

    def give_back(self, organisation_id: UUID, limit: LimitName, item: str, since: date) -> bool:
        """Let a thing go and count it no more; False where it was not in use."""
        gone = self._session.scalar(
            delete(PLAN_USE)
            .where(
                PLAN_USE.c.organisation_id == organisation_id,
                PLAN_USE.c.limit_name == limit,
                PLAN_USE.c.counted_from == since,
                PLAN_USE.c.item == item,
            )
            .returning(PLAN_USE.c.item)
        )
        if gone is None:
            return False
        self._session.execute(
            update(PLAN_USE_COUNT)
            .where(
                PLAN_USE_COUNT.c.organisation_id == organisation_id,
                PLAN_USE_COUNT.c.limit_name == limit,
                PLAN_USE_COUNT.c.counted_from == since,
            )
            .values(used=PLAN_USE_COUNT.c.used - 1)
        )
        return True

    def warn_once(
        self, organisation_id: UUID, limit: LimitName, period_from: date, threshold: int
    ) -> bool:
        """Note that a threshold was reached; False where it was noted in this period before."""
        noted = self._session.scalar(
            insert(PLAN_WARNING)
            .values(
                organisation_id=organisation_id,
                limit_name=limit,
                period_from=period_from,
                threshold=threshold,
                warned_at=self._now,
            )
            .on_conflict_do_nothing()
            .returning(PLAN_WARNING.c.threshold)
        )
        return noted is not None

    def warned(self, organisation_id: UUID, period_from: date) -> Mapping[LimitName, int]:
        """Return the highest threshold that was noted of each limit in this period."""
        rows = self._session.execute(
            select(PLAN_WARNING.c.limit_name, PLAN_WARNING.c.threshold)
            .where(
                PLAN_WARNING.c.organisation_id == organisation_id,
                PLAN_WARNING.c.period_from == period_from,
            )
            .order_by(PLAN_WARNING.c.threshold)
        )
        return {row.limit_name: row.threshold for row in rows}


class BillingInfoStore:
    """Every state of the billing information."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def history(self, organisation_id: UUID) -> tuple[BillingInfoVersion, ...]:
        """Return every state, the present one first."""
        rows = self._session.execute(
            select(BILLING_INFO)
            .where(BILLING_INFO.c.organisation_id == organisation_id)
            .order_by(BILLING_INFO.c.version.desc())
        )
        return tuple(
            BillingInfoVersion(
                version=row.version,
                info=msgspec.convert(row.info, BillingInfo),
                changed_at=row.changed_at,
                changed_by=row.changed_by,
            )
            for row in rows
        )

    def add_if_new(
        self, organisation_id: UUID, version: int, info: BillingInfo, changed_by: UUID
    ) -> bool:
        """Insert a state; False if there is one of this number."""
        added = self._session.scalar(
            insert(BILLING_INFO)
            .values(
                organisation_id=organisation_id,
                version=version,
                info=msgspec.to_builtins(info),
                changed_by=changed_by,
                changed_at=self._now,
            )
            .on_conflict_do_nothing()
            .returning(BILLING_INFO.c.version)
        )
        return added is not None
