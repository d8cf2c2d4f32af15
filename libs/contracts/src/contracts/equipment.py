"""Devices as the ERP sends them, and what it is told of them: the `data` of these event types."""

from datetime import date
from typing import Annotated, Literal, get_args
from uuid import UUID

import msgspec

from contracts.inbound import CustomerNumber, Text
from contracts.outbound import Instant

CounterKind = Literal["black", "colour", "scan", "total"]
COUNTER_KINDS: tuple[CounterKind, ...] = get_args(CounterKind)
CounterChange = Literal["swap", "rollover"]
ItemKind = Literal["consumable", "part"]
TechnicalId = Annotated[str, msgspec.Meta(max_length=200)]


class BillItem(msgspec.Struct, frozen=True, kw_only=True):
    """One item of a device's bill of materials; consumables among them may be ordered.

    `most_per_order` is how many the contract allows in one order; without it, as many as one likes.
    """

    item_number: Text
    name: Text
    kind: ItemKind = "consumable"
    unit: Annotated[str, msgspec.Meta(max_length=20)] | None = None
    most_per_order: Annotated[int, msgspec.Meta(ge=1, le=10_000)] | None = None


class Counter(msgspec.Struct, frozen=True, kw_only=True):
    """One counter of a device; `digits` is how many it shows before it begins anew."""

    kind: CounterKind
    digits: Annotated[int, msgspec.Meta(ge=3, le=12)] | None = None


class ReadingCycle(msgspec.Struct, frozen=True, kw_only=True):
    """How often the counters are read for billing: every so many months, counted from a day."""

    months: Annotated[int, msgspec.Meta(ge=1, le=12)]
    starts_on: date


class EquipmentUpserted(msgspec.Struct, frozen=True, kw_only=True):
    """`equipment.upserted.v1`: a device at a customer is new or changed in the ERP.

    `version` grows with every change of the device in the ERP; an older version is recorded, not
    applied. Each version is whole: what it leaves out is not known (any more), but for
    `technical_id`, which the customer keeps as well: it counts only where it is another than the
    ERP said before. A device that names another customer has moved there.

    The portal shows active devices alone. `contract_number` is the service contract, of the same
    source; one of another maker (`is_third_party`) is shown only while that contract runs.
    """

    customer_number: CustomerNumber
    equipment_number: Text
    version: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
    is_active: bool
    model: Text
    manufacturer: Text | None = None
    serial_number: Text | None = None
    contract_number: Text | None = None
    is_third_party: bool = False
    technical_id: TechnicalId | None = None
    site: Text | None = None
    """The customer's site where the device stands, as the customer calls it."""
    place: Text | None = None
    """Where in it: building, floor, room."""
    bill_of_materials: Annotated[tuple[BillItem, ...], msgspec.Meta(max_length=200)] = ()
    counters: Annotated[tuple[Counter, ...], msgspec.Meta(max_length=4)] = ()
    reading_cycle: ReadingCycle | None = None


class EquipmentTechnicalIdChanged(msgspec.Struct, frozen=True, kw_only=True):
    """`equipment.technical_id_changed.v1`: the customer has named his device otherwise.

    That is its technical identity number: printer name, host name, inventory number. Whoever keeps
    devices takes it over; None where the customer has removed it.
    """

    device_id: UUID
    equipment_number: str
    equipment_source: str
    customer_number: str | None
    old: str | None
    new: str | None
    changed_by: UUID
    changed_at: Instant


class EquipmentCounterChanged(msgspec.Struct, frozen=True, kw_only=True):
    """`equipment.counter_changed.v1`: a device's counter was swapped, or began anew by itself.

    From `changed_on` on it counts from `new_value`, so a smaller reading is good once. `last_value`
    is what the old counter showed in the end; without one, its last reading counts. A rollover
    needs it only where the counter's digits are not known.
    """

    customer_number: CustomerNumber
    equipment_number: Text
    counter: CounterKind
    change: CounterChange
    changed_on: date
    last_value: Annotated[int, msgspec.Meta(ge=0, le=10**12)] | None = None
    new_value: Annotated[int, msgspec.Meta(ge=0, le=10**12)] = 0


class MeterCounterChanged(msgspec.Struct, frozen=True, kw_only=True):
    """`meter.counter_changed.v1`: the vendor's people have recorded a swap or rollover here.

    What the ERP said itself, it is not told again.
    """

    device_id: UUID
    equipment_number: str
    equipment_source: str
    customer_number: str | None
    counter: CounterKind
    change: CounterChange
    changed_on: date
    last_value: int | None
    new_value: int
    recorded_at: Instant


class MeterReadingRecorded(msgspec.Struct, frozen=True, kw_only=True):
    """`meter.reading_recorded.v1`: a counter was read; for the invoice.

    `sequence` grows by one with each entry of a counter. `volume` is what was counted since the
    reading before, swaps and rollovers included; None for the first. `deviation_acknowledged` says
    that the reading is far from what is usual and was recorded nevertheless.
    """

    reading_id: UUID
    device_id: UUID
    equipment_number: str
    equipment_source: str
    customer_number: str | None
    counter: CounterKind
    sequence: int
    value: int
    read_on: date
    volume: int | None
    deviation_acknowledged: bool
    source: Literal["portal", "upload", "api", "staff"]
    recorded_at: Instant
