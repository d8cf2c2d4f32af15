"""Order consumables for devices."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.engine import Row

from catalog.domain.orders import (
    Orderable,
    clean_delivery,
    clean_text,
    digest_of_order,
    lines_of,
    require_may_order,
)
from catalog.store.records import RecordRoom, Records
from catalog.use_cases.orders.get_order import detail_of
from chassis.service import actor_of
from contracts.equipment import BillItem
from contracts.errors import InvalidInput
from contracts.orders import Delivery, OrderDetail, OrderLine, OrderPlaced, PlacedLine, PlaceOrder
from contracts.outbound import ORDER_PLACED
from contracts.principal import Principal


def place_order(caller: Principal, request: PlaceOrder, room: RecordRoom) -> OrderDetail:
    """Return the order, which the ERP hears of; exactly what was agreed for a device (KM-19).

    Repeating with the same key returns the first order.

    Raises:
        NoMembership, AreaNotVisible, NotPermitted: the caller may not order.
        InvalidInput: lines that cannot be ordered, each named; or the key was used for another
            order.
    """
    organisation_id = require_may_order(caller)
    reference = clean_text(request.reference, "reference")
    note = clean_text(request.note, "note")
    delivery = clean_delivery(request.delivery)
    with room.of(organisation_id) as records:
        known = records.orders.known(organisation_id, caller.subject, request.idempotency_key)
        if known is not None:
            if known.ordering_digest != digest_of_order(request):
                raise InvalidInput("idempotency_key", "used_for_another_request")
            return detail_of(known, records)
        devices, sources = _devices_of(request, organisation_id, records)
        lines = lines_of(request.lines, devices)
        row = records.orders.place(
            request,
            lines,
            delivery=delivery,
            organisation_id=organisation_id,
            person_id=caller.subject,
            reference=reference,
            note=note,
        )
        records.audit.record(
            organisation_id=organisation_id,
            actor=actor_of(caller),
            action="order.placed",
            subject=f"order:{row.id}",
            details={"lines": str(len(lines))},
        )
        placed = _told(row, lines, sources, delivery, records)
        records.outbox.publish(ORDER_PLACED, placed, subject=str(row.number))
        return detail_of(row, records)


def _devices_of(
    request: PlaceOrder, organisation_id: UUID, records: Records
) -> tuple[dict[UUID, Orderable], dict[UUID, str]]:
    """Return the devices of an order, each unchanged until it is placed, in one order."""
    devices: dict[UUID, Orderable] = {}
    for device_id in sorted({line.device_id for line in request.lines}):
        row = records.devices.lock(organisation_id, device_id)
        if row is not None:
            devices[device_id] = Orderable(
                id=row.id,
                number=row.number,
                source=row.source,
                name=row.technical_id or row.model,
                bill=msgspec.convert(row.bill_of_materials, tuple[BillItem, ...]),
                # Without a contract that is known here, the bill of materials is what was agreed.
                is_under_contract=row.contract_id is None or row.is_contract_running,
            )
    return devices, {device.id: device.source for device in devices.values()}


def _told(
    row: Row[Any],
    lines: tuple[OrderLine, ...],
    sources: dict[UUID, str],
    delivery: Delivery,
    records: Records,
) -> OrderPlaced:
    _, customer_number = records.organisations.name_of(row.organisation_id)
    return OrderPlaced(
        order_id=row.id,
        order_number=row.number,
        customer_number=customer_number,
        lines=tuple(
            PlacedLine(
                equipment_number=line.equipment_number or "",
                equipment_source=sources[line.device_id] if line.device_id else "",
                item_number=line.item_number,
                name=line.name,
                quantity=line.quantity,
                unit=line.unit,
            )
            for line in lines
        ),
        delivery=delivery,
        reference=row.reference,
        note=row.note,
        ordered_by=row.ordered_by,
        ordered_at=row.ordered_at,
    )
