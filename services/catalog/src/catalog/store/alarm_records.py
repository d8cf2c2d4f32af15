"""What people do about the alarm: acknowledge it, order a reactivation; never commits."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row

from catalog.store.contract_tables import ALARM_ACKNOWLEDGEMENT as ACKNOWLEDGEMENT
from catalog.store.contract_tables import REACTIVATION_ORDER
from catalog.store.contracts import money_in
from chassis.database import Askable
from chassis.ids import new_id
from contracts.contract_list import ReactivationOrder
from contracts.contract_timeline import Reactivation

MOST_ACKNOWLEDGED = 1000
"""So many marks of a person count, his newest ones: a list never leaves out more than these."""


class AcknowledgementStore:
    """What people of the organisation that the transaction has opened have silenced."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def marks_of(self, organisation_id: UUID, person_id: UUID) -> dict[UUID, set[str]]:
        """Return the marks that the person has acknowledged, by contract."""
        rows = self._session.execute(
            select(ACKNOWLEDGEMENT.c.contract_id, ACKNOWLEDGEMENT.c.mark)
            .where(
                ACKNOWLEDGEMENT.c.organisation_id == organisation_id,
                ACKNOWLEDGEMENT.c.person_id == person_id,
            )
            .order_by(ACKNOWLEDGEMENT.c.acknowledged_at.desc())
            .limit(MOST_ACKNOWLEDGED)
        )
        marks: defaultdict[UUID, set[str]] = defaultdict(set)
        for row in rows:
            marks[row.contract_id].add(row.mark)
        return marks

    def add(
        self, organisation_id: UUID, person_id: UUID, contract_id: UUID, marks: Iterable[str]
    ) -> None:
        """Note that the person knows of these; repeating changes nothing."""
        for mark in marks:
            self._session.execute(
                insert(ACKNOWLEDGEMENT)
                .values(
                    organisation_id=organisation_id,
                    person_id=person_id,
                    contract_id=contract_id,
                    mark=mark,
                    acknowledged_at=self._now,
                )
                .on_conflict_do_nothing()
            )

    def remove(self, organisation_id: UUID, person_id: UUID, contract_id: UUID) -> None:
        """Forget what the person has acknowledged of a contract."""
        self._session.execute(
            delete(ACKNOWLEDGEMENT).where(
                ACKNOWLEDGEMENT.c.organisation_id == organisation_id,
                ACKNOWLEDGEMENT.c.person_id == person_id,
                ACKNOWLEDGEMENT.c.contract_id == contract_id,
            )
        )

    def forget_before(self, organisation_id: UUID, person_id: UUID, before: datetime) -> None:
        """Forget what the person acknowledged so long ago that it silences nothing any more."""
        self._session.execute(
            delete(ACKNOWLEDGEMENT).where(
                ACKNOWLEDGEMENT.c.organisation_id == organisation_id,
                ACKNOWLEDGEMENT.c.person_id == person_id,
                ACKNOWLEDGEMENT.c.acknowledged_at < before,
            )
        )


class ReactivationStore:
    """Orders to take contracts up again."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def place(
        self,
        contract_id: UUID,
        ends_on: date,
        offer: Reactivation,
        *,
        organisation_id: UUID,
        person_id: UUID,
    ) -> ReactivationOrder | None:
        """Store the order; None where this end of the contract has one, of whomever."""
        row = self._session.execute(
            insert(REACTIVATION_ORDER)
            .values(
                id=new_id(),
                organisation_id=organisation_id,
                contract_id=contract_id,
                ends_on=ends_on,
                ordered_by=person_id,
                ordered_at=self._now,
                is_free=offer.is_free,
                fee_minor_units=offer.fee.minor_units if offer.fee else None,
                fee_currency=offer.fee.currency if offer.fee else None,
            )
            .on_conflict_do_nothing(index_elements=["contract_id", "ends_on"])
            .returning(REACTIVATION_ORDER)
        ).first()
        return _order_of(row) if row else None

    def find(self, contract_id: UUID, ends_on: date | None) -> ReactivationOrder | None:
        """Return the order for this end of the contract, None where there is none."""
        row = self._session.execute(
            select(REACTIVATION_ORDER).where(
                REACTIVATION_ORDER.c.contract_id == contract_id,
                REACTIVATION_ORDER.c.ends_on == ends_on,
            )
        ).first()
        return _order_of(row) if row else None


def _order_of(row: Row[Any]) -> ReactivationOrder:
    return ReactivationOrder(
        id=row.id,
        contract_id=row.contract_id,
        ordered_at=row.ordered_at,
        ordered_by=row.ordered_by,
        is_free=row.is_free,
        fee=money_in(row),
    )
