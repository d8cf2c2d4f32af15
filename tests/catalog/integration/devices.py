"""Devices as the ERP sends them, and who looks at them."""

from datetime import date
from typing import Any
from uuid import UUID

from chassis.entrypoints import Incoming
from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.devices import DeviceQuery
from contracts.equipment import BillItem, Counter, EquipmentUpserted, ReadingCycle
from contracts.principal import Principal
from tests.catalog.integration.desk import Desk

TONER = BillItem(item_number="T-100-K", name="Toner schwarz (Demo)", most_per_order=4)
FUSER = BillItem(item_number="P-200", name="Fixiereinheit (Demo)", kind="part")


def a_device_event(**changes: Any) -> Incoming[EquipmentUpserted]:
    """Return a printer of customer 10001 as the ERP sends it, with `changes`."""
    envelope: dict[str, Any] = {
        key: changes.pop(key)
        for key in ("id", "source", "body_sha256", "publisher")
        if key in changes
    }
    equipment: dict[str, Any] = {
        "customer_number": "10001",
        "equipment_number": "G-1",
        "version": 1,
        "is_active": True,
        "model": "MF 4500 (Demo)",
        "manufacturer": "Musterdruck (Demo)",
        "serial_number": "SN-0815",
        "technical_id": "DRUCKER-EG-01",
        "site": "Hauptsitz Berlin",
        "place": "Erdgeschoss",
        "bill_of_materials": (TONER, FUSER),
        "counters": (Counter(kind="black", digits=7), Counter(kind="colour", digits=7)),
        "reading_cycle": ReadingCycle(months=1, starts_on=date(2026, 1, 1)),
    }
    values: dict[str, Any] = {
        "id": str(new_id()),
        "source": "/erp/demo",
        "type": "equipment.upserted.v1",
        "time": None,
        "body_sha256": "a" * 64,
        "data": EquipmentUpserted(**(equipment | changes)),
    }
    return Incoming(**(values | envelope))


def receive(desk: Desk, **changes: Any) -> None:
    """Take a printer of customer 10001, with `changes`."""
    desk.service.receive_equipment(a_device_event(**changes))


def a_member(organisation_id: UUID, **changes: Any) -> Principal:
    """Return an administrator of the organisation, who enters every area, with `changes`."""
    return a_principal(organisation_id=organisation_id, **changes)


def numbers(desk: Desk, caller: Principal, **query: Any) -> list[str]:
    """Return the numbers of the devices on a page, as the caller sees them."""
    page = desk.service.list_devices(caller, DeviceQuery(**query))
    return [device.number for device in page.items]


def device_id(desk: Desk, caller: Principal, number: str = "G-1") -> UUID:
    """Return the id of one of the caller's devices."""
    page = desk.service.list_devices(caller, DeviceQuery(search=number))
    return next(device.id for device in page.items if device.number == number)
