"""Readings as people report them."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select

from chassis.entrypoints import Incoming
from chassis.ids import new_id
from chassis.tables import OUTBOX
from contracts.equipment import EquipmentCounterChanged, MeterReadingRecorded
from contracts.meters import (
    ChangeCounter,
    CheckReadings,
    EnteredReading,
    MeterHistory,
    MeterReport,
    ReadingsQuery,
    ReportReadings,
    RowVerdict,
)
from contracts.principal import Principal
from tests.catalog.integration.desk import Desk


def reading(value: int | str, device: str = "G-1", **changes: Any) -> EnteredReading:
    """Return a reading of the black counter of a device, with `changes`."""
    values: dict[str, Any] = {"device": device, "counter": "black", "value": value}
    return EnteredReading(**(values | changes))


def report(desk: Desk, caller: Principal, *readings: EnteredReading, **changes: Any) -> MeterReport:
    """Have readings recorded under a key of their own, with `changes` of the request."""
    values: dict[str, Any] = {"idempotency_key": str(new_id()), "readings": readings}
    return desk.service.report_readings(caller, ReportReadings(**(values | changes)))


def read_once(desk: Desk, caller: Principal, value: int | str, **changes: Any) -> RowVerdict:
    """Return the verdict on one reading of the black counter."""
    (verdict,) = report(desk, caller, reading(value, **changes)).rows
    return verdict


def check(desk: Desk, caller: Principal, *readings: EnteredReading) -> tuple[RowVerdict, ...]:
    """Return the verdicts on readings that are not recorded."""
    return desk.service.check_readings(caller, CheckReadings(readings=readings)).rows


def change(desk: Desk, staff: Principal, device_id: UUID, **changes: Any) -> MeterHistory:
    """Have one of the vendor's people record a swap of the black counter today."""
    values: dict[str, Any] = {
        "idempotency_key": str(new_id()),
        "device_id": device_id,
        "counter": "black",
        "change": "swap",
        "changed_on": desk.clock.today(),
    }
    return desk.service.change_counter(staff, ChangeCounter(**(values | changes)))


def history(desk: Desk, caller: Principal, device_id: UUID, **query: Any) -> MeterHistory:
    """Return what the device's counters showed."""
    return desk.service.list_readings(caller, ReadingsQuery(device_id=device_id, **query))


def a_counter_event(**changes: Any) -> Incoming[EquipmentCounterChanged]:
    """Return a swap as the ERP tells it, with `changes` of envelope or data."""
    envelope: dict[str, Any] = {
        key: changes.pop(key)
        for key in ("id", "source", "body_sha256", "publisher")
        if key in changes
    }
    data: dict[str, Any] = {
        "customer_number": "10001",
        "equipment_number": "G-1",
        "counter": "black",
        "change": "swap",
        "changed_on": date(2026, 3, 2),
    }
    values: dict[str, Any] = {
        "id": str(new_id()),
        "source": "/erp/demo",
        "type": "equipment.counter_changed.v1",
        "time": None,
        "body_sha256": "a" * 64,
        "data": EquipmentCounterChanged(**(data | changes)),
    }
    return Incoming(**(values | envelope))


def told_readings(desk: Desk) -> list[MeterReadingRecorded]:
    """Return what the ERP was told of readings, the oldest first."""
    query = (
        select(OUTBOX.c.body)
        .where(OUTBOX.c.routing_key == "meter.reading_recorded.v1")
        .order_by(OUTBOX.c.id)
    )
    with desk.database.transaction() as session:
        bodies = [msgspec.json.decode(body)["data"] for body in session.scalars(query)]
    return [msgspec.convert(body, MeterReadingRecorded) for body in bodies]
