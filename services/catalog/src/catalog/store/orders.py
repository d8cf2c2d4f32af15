"""Orders of consumables, in the caller's transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.sql import ColumnElement

from catalog.domain.orders import NOTHING_TOLD, PLACED, digest_of_order, search_text_of
from catalog.store.affairs import AffairStore
from catalog.store.order_tables import ORDER, ORDER_NUMBER, ORDER_STATUS
from chassis.database import Askable, wait_for_turn
from chassis.ids import new_id
from contracts.orders import Delivery, OrderLine, OrderStatus, OrderStatusChanged, PlaceOrder


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownOrders:
    """Which orders a list is about; no `organisation_id` stands for every customer's."""

    organisation_id: UUID | None
    search: str | None = None
    statuses: tuple[OrderStatus, ...] = ()
    device_id: UUID | None = None


class OrderStore:
    """Orders of the organisations that the transaction has opened."""

    def __init__(self, session: Askable, affairs: AffairStore, now: datetime) -> None:
        self._session = session
        self._affairs = affairs
        self._now = now

    def known(self, organisation_id: UUID, person_id: UUID, key: str) -> Row[Any] | None:
        """Return the order that a person placed with this key; he waits for one being placed."""
        wait_for_turn(self._session, f"order:{organisation_id}:{person_id}:{key}")
        query = select(ORDER).filter_by(
            organisation_id=organisation_id, ordered_by=person_id, ordering_key=key
        )
        return self._session.execute(query).first()

    def place(
        self,
        request: PlaceOrder,
        lines: Sequence[OrderLine],
        *,
        delivery: Delivery,
        organisation_id: UUID,
        person_id: UUID,
        reference: str | None,
        note: str | None,
    ) -> Row[Any]:
        """Insert an order with its first status; nobody has placed it with this key."""
        number = self._session.scalars(select(ORDER_NUMBER.next_value())).one()
        row = self._session.execute(
            insert(ORDER)
            .values(
                id=new_id(),
                organisation_id=organisation_id,
                number=number,
                status=PLACED,
                version=NOTHING_TOLD,
                ordered_by=person_id,
                ordering_key=request.idempotency_key,
                ordering_digest=digest_of_order(request),
                reference=reference,
                note=note,
                delivery=msgspec.to_builtins(delivery),
                lines=msgspec.to_builtins(lines),
                ordered_at=self._now,
                changed_at=self._now,
                search_text=search_text_of(number, None, reference, lines),
            )
            .returning(ORDER)
        ).one()
        self._add_status(row, version=NOTHING_TOLD, status=PLACED, at=self._now)
        self._affairs.tell_order(row.id, "kontor.order.placed.v1")
        return row

    def lock_told(self, order_id: UUID | None, source: str, number: str) -> Row[Any] | None:
        """Return the order that an event is about; nobody else changes it meanwhile."""
        wait_for_turn(self._session, f"order:{source}:{number}")
        is_told = (ORDER.c.erp_source == source) & (ORDER.c.erp_number == number)
        condition = is_told if order_id is None else ORDER.c.id == order_id
        return self._session.execute(select(ORDER).where(condition).with_for_update()).first()

    def has_number(self, source: str, number: str, *, besides: UUID) -> bool:
        """Whether another order is called so where orders are carried out."""
        query = select(ORDER.c.id).filter_by(erp_source=source, erp_number=number)
        return self._session.execute(query.where(ORDER.c.id != besides)).first() is not None

    def add_told(
        self,
        event: OrderStatusChanged,
        lines: Sequence[OrderLine],
        *,
        source: str,
        organisation_id: UUID,
        ordered_at: datetime,
    ) -> Row[Any]:
        """Insert an order that was not placed here, as nothing is known of it but its lines."""
        number = self._session.scalars(select(ORDER_NUMBER.next_value())).one()
        return self._session.execute(
            insert(ORDER)
            .values(
                id=new_id(),
                organisation_id=organisation_id,
                number=number,
                status=event.status,
                version=NOTHING_TOLD,
                erp_source=source,
                erp_number=event.order_number,
                reference=event.reference,
                lines=msgspec.to_builtins(lines),
                ordered_at=ordered_at,
                changed_at=event.changed_at,
                search_text=search_text_of(number, event.order_number, event.reference, lines),
            )
            .returning(ORDER)
        ).one()

    def apply(self, row: Row[Any], event: OrderStatusChanged, *, source: str) -> None:
        """Store a status in the order's history, and in the order where it is the latest one."""
        is_late = event.version < row.version
        self._add_status(
            row,
            version=event.version,
            status=event.status,
            at=event.changed_at,
            is_late=is_late,
            note=event.note,
            carrier=event.carrier,
            tracking_url=event.tracking_url,
            expected_on=event.expected_on,
        )
        if is_late:
            return
        lines = msgspec.convert(row.lines, tuple[OrderLine, ...])
        self._session.execute(
            update(ORDER)
            .where(ORDER.c.id == row.id)
            .values(
                status=event.status,
                version=event.version,
                erp_source=source,
                erp_number=event.order_number,
                # A parcel that is under way stays findable when only its arrival is told later.
                carrier=event.carrier or row.carrier,
                tracking_url=event.tracking_url or row.tracking_url,
                expected_on=event.expected_on,
                changed_at=event.changed_at,
                search_text=search_text_of(row.number, event.order_number, row.reference, lines),
            )
        )
        self._affairs.tell_order(row.id, "kontor.order.status_changed.v1")

    def has_version(self, order_id: UUID, version: int) -> bool:
        """Whether a status of this version is in the order's history."""
        query = select(ORDER_STATUS.c.id).filter_by(order_id=order_id, version=version)
        return self._session.execute(query).first() is not None

    def page(
        self, shown: ShownOrders, *, before: tuple[datetime, UUID] | None, limit: int
    ) -> list[Row[Any]]:
        """Return up to `limit` orders, the latest first, before a place in the list."""
        if shown.organisation_id is not None or not shown.statuses:
            return self._walked(shown, before, limit)
        # Of all customers each status is walked along its own index.
        found = [
            row
            for status in shown.statuses
            for row in self._walked(replace(shown, statuses=(status,)), before, limit)
        ]
        return sorted(found, key=lambda row: (row.ordered_at, row.id), reverse=True)[:limit]

    def _walked(
        self, shown: ShownOrders, before: tuple[datetime, UUID] | None, limit: int
    ) -> list[Row[Any]]:
        query = select(ORDER).where(*_conditions(shown))
        if before is not None:
            query = query.where(tuple_(ORDER.c.ordered_at, ORDER.c.id) < tuple_(*before))
        query = query.order_by(ORDER.c.ordered_at.desc(), ORDER.c.id.desc())
        return list(self._session.execute(query.limit(limit)))

    def find(self, organisation_id: UUID | None, order_id: UUID) -> Row[Any] | None:
        """Return an order; None where there is none of the organisation."""
        shown = ShownOrders(organisation_id=organisation_id)
        query = select(ORDER).where(ORDER.c.id == order_id, *_conditions(shown))
        return self._session.execute(query).first()

    def history(self, order_id: UUID) -> list[Row[Any]]:
        """Return an order's statuses as they came to be, the first one first."""
        query = select(ORDER_STATUS).where(ORDER_STATUS.c.order_id == order_id)
        return list(self._session.execute(query.order_by(ORDER_STATUS.c.version)))

    def _add_status(self, row: Row[Any], **values: object) -> None:
        self._session.execute(
            insert(ORDER_STATUS).values(
                id=new_id(),
                organisation_id=row.organisation_id,
                order_id=row.id,
                **{"is_late": False, **values},
            )
        )


def _conditions(shown: ShownOrders) -> Collection[ColumnElement[bool]]:
    """Return what is shown as conditions on rows: the first wall (docs/adr/0017)."""
    conditions: list[ColumnElement[bool]] = []
    if shown.organisation_id is not None:
        conditions.append(ORDER.c.organisation_id == shown.organisation_id)
    if shown.search is not None:
        conditions.append(func.strpos(ORDER.c.search_text, shown.search) > 0)
    if shown.statuses:
        conditions.append(ORDER.c.status.in_(shown.statuses))
    if shown.device_id is not None:
        conditions.append(ORDER.c.lines.contains([{"device_id": str(shown.device_id)}]))
    return conditions
