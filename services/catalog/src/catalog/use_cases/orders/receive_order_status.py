"""Take from the ERP how far an order is."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy.engine import Row

from catalog.domain.contracts import AWAITED_CUSTOMER
from catalog.domain.orders import require_sound
from catalog.store.records import Records
from chassis.clock import BERLIN
from chassis.entrypoints import Incoming
from chassis.errors import Refused
from contracts.orders import OrderLine, OrderStatusChanged


def receive_order_status(event: Incoming[OrderStatusChanged], records: Records) -> None:
    """Store the status in the order's history; the latest version is the order's own (KM-15).

    Safe to repeat. An order that was not placed here appears with its first status.

    Raises:
        Refused: it contradicts itself or what is known, its customer or its order is not known
            (yet), or its publisher does not speak for that customer.
    """
    told = event.data
    event.require_speaks_for(told.customer_number)
    require_sound(told)
    organisation_id = records.organisations.lock_customer(told.customer_number)
    if organisation_id is None:
        raise Refused(
            "unknown_customer",
            "data.customer_number: no customer has this number (yet); the event is taken up by "
            "itself when one appears",
            waits_for=f"{AWAITED_CUSTOMER}{told.customer_number}",
        )
    if not records.inbox.claim_new(event.source, event.id, event.body_sha256):
        return
    row = _order_of(event, organisation_id, records)
    if records.orders.has_version(row.id, told.version):
        return
    records.orders.apply(row, told, source=event.source)
    records.audit.record(
        organisation_id=organisation_id,
        actor=f"system:{event.source}",
        action="order.status_changed",
        subject=f"order:{row.id}",
        details={"status": told.status, "version": str(told.version)},
    )


def _order_of(
    event: Incoming[OrderStatusChanged], organisation_id: UUID, records: Records
) -> Row[Any]:
    told = event.data
    row = records.orders.lock_told(told.order_id, event.source, told.order_number)
    if row is None and told.order_id is None and told.items:
        return records.orders.add_told(
            told,
            tuple(
                OrderLine(
                    item_number=item.item_number,
                    name=item.name,
                    quantity=item.quantity,
                    unit=item.unit,
                    equipment_number=item.equipment_number,
                )
                for item in told.items
            ),
            source=event.source,
            organisation_id=organisation_id,
            ordered_at=_ordered_at(told),
        )
    if row is None or row.organisation_id != organisation_id:
        raise Refused(
            "unknown_order",
            "data.order_id, data.order_number: this customer has no such order here; one that was "
            "not placed here names its items",
        )
    is_called_otherwise = row.erp_number is not None and (row.erp_source, row.erp_number) != (
        event.source,
        told.order_number,
    )
    if is_called_otherwise or records.orders.has_number(
        event.source, told.order_number, besides=row.id
    ):
        raise Refused("number_conflict", "data.order_number: of this order another one was told")
    return row


def _ordered_at(told: OrderStatusChanged) -> datetime:
    """Return when it was ordered: at the start of that day in Germany, else when first told."""
    if told.ordered_on is None:
        return told.changed_at
    return datetime.combine(told.ordered_on, time(), tzinfo=BERLIN)
