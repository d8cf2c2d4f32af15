"""Devices as catalog describes them, for tests of the gateway."""

from datetime import date
from typing import Any
from uuid import UUID

from contracts.devices import DeviceContract, DeviceDetail, DeviceItem, DevicePage
from contracts.equipment import BillItem, Counter, ReadingCycle

DEVICE_ID = UUID("01930000-0000-7000-8000-0000000000d1")


def a_device(**changes: Any) -> DeviceItem:
    """Return a printer with two counters, with `changes`."""
    values: dict[str, Any] = {
        "id": DEVICE_ID,
        "customer_id": UUID("01930000-0000-7000-8000-0000000000c2"),
        "number": "4711-0815",
        "manufacturer": "Musterdruck (Demo)",
        "model": "MF 4500 (Demo)",
        "serial_number": "SN-0815",
        "technical_id": "DRUCKER-EG-01",
        "site": "Hauptsitz Berlin",
        "place": "Erdgeschoss",
        "is_third_party": False,
        "counters": (Counter(kind="black", digits=7), Counter(kind="colour", digits=7)),
    }
    return DeviceItem(**(values | changes))


def a_device_page(*items: DeviceItem, **changes: Any) -> DevicePage:
    """Return a page with these devices and none after it, with `changes`."""
    values: dict[str, Any] = {
        "items": items,
        "total": len(items),
        "is_more": False,
        "next_cursor": None,
        "sites": ("Hauptsitz Berlin",),
    }
    return DevicePage(**(values | changes))


def a_device_detail(**changes: Any) -> DeviceDetail:
    """Return all about that printer, with `changes`."""
    values: dict[str, Any] = {
        "device": a_device(),
        "contract": DeviceContract(
            number="V-2024-0815",
            title="Wartung (Demo)",
            starts_on=date(2024, 4, 1),
            ends_on=date(2027, 3, 31),
            is_running=True,
        ),
        "bill_of_materials": (BillItem(item_number="T-100-K", name="Toner schwarz (Demo)"),),
        "reading_cycle": ReadingCycle(months=3, starts_on=date(2026, 1, 1)),
        "technical_id_changed_at": None,
        "may_change_technical_id": True,
    }
    return DeviceDetail(**(values | changes))
