"""Plans on offer; never commits."""

from typing import Any

import msgspec
from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert

from catalog.store.plan_tables import PLAN
from chassis.database import Askable
from contracts.money import Money
from contracts.plans import Limits, PlanDefinition, PutPlan
from contracts.request_types import Label


class PlanStore:
    """What plans the vendor has."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def current(self) -> tuple[PlanDefinition, ...]:
        """Return the plans that are offered just now, by price (MB-26)."""
        rows = self._session.execute(
            select(PLAN).where(PLAN.c.is_current).order_by(PLAN.c.price_minor_units, PLAN.c.key)
        )
        return tuple(plan_in(row) for row in rows)

    def all(self) -> tuple[PlanDefinition, ...]:
        """Return every plan that there ever was, by key."""
        rows = self._session.execute(select(PLAN).order_by(PLAN.c.key))
        return tuple(plan_in(row) for row in rows)

    def find(self, key: str) -> PlanDefinition | None:
        """Return a plan, also one that is offered no more, or None."""
        row = self._session.execute(select(PLAN).where(PLAN.c.key == key)).first()
        return None if row is None else plan_in(row)

    def put(self, wanted: PutPlan) -> bool:
        """Insert the plan or its next version; False if `base_version` is not the newest."""
        values = {
            "version": wanted.base_version + 1,
            "name_de": wanted.name.de,
            "name_en": wanted.name.en,
            "description_de": wanted.description.de,
            "description_en": wanted.description.en,
            "price_minor_units": wanted.price.minor_units,
            "currency": wanted.price.currency,
            "period_months": wanted.period_months,
            "limits": msgspec.to_builtins(wanted.limits),
            "is_current": wanted.is_current,
        }
        if wanted.base_version == 0:
            put = self._session.scalar(
                insert(PLAN)
                .values(key=wanted.key, **values)
                .on_conflict_do_nothing(index_elements=["key"])
                .returning(PLAN.c.key)
            )
        else:
            put = self._session.scalar(
                update(PLAN)
                .where(PLAN.c.key == wanted.key, PLAN.c.version == wanted.base_version)
                .values(values)
                .returning(PLAN.c.key)
            )
        return put is not None


def plan_in(row: Row[Any]) -> PlanDefinition:
    """Return the plan from a row that holds all its columns."""
    return PlanDefinition(
        key=row.key,
        version=row.version,
        name=Label(de=row.name_de, en=row.name_en),
        description=Label(de=row.description_de, en=row.description_en),
        price=Money(minor_units=row.price_minor_units, currency=row.currency),
        period_months=row.period_months,
        limits=msgspec.convert(row.limits, Limits),
        is_current=row.is_current,
    )
