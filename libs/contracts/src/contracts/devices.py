"""What catalog is asked about devices: the list, one of them, what it is called."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec

from contracts.equipment import BillItem, Counter, ReadingCycle, TechnicalId
from contracts.inbound import CustomerNumber


class DeviceQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which devices: by text, site and maker. The vendor's people name the customer in either way.

    `search` is part of number, serial number, model, technical identity number or site.
    """

    search: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    site: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    is_third_party: bool | None = None
    customer_id: UUID | None = None
    customer_number: CustomerNumber | None = None
    cursor: Annotated[str, msgspec.Meta(max_length=1500)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 50


class DeviceItem(msgspec.Struct, frozen=True, kw_only=True):
    """A device as lists show it."""

    id: UUID
    customer_id: UUID
    number: str
    manufacturer: str | None
    model: str
    serial_number: str | None
    technical_id: str | None
    site: str | None
    place: str | None
    is_third_party: bool
    counters: tuple[Counter, ...]


class DevicePage(msgspec.Struct, frozen=True, kw_only=True):
    """Devices by their number; `next_cursor` continues, None at the end.

    `total` is exact up to 1,000; `is_more` says that there are more. `sites` are all that the
    customer's devices stand at, up to 200.
    """

    items: tuple[DeviceItem, ...]
    total: int
    is_more: bool
    next_cursor: str | None
    sites: tuple[str, ...] = ()


class DeviceContract(msgspec.Struct, frozen=True, kw_only=True):
    """A device's service contract; without days, it has not come from the ERP (yet)."""

    number: str
    title: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    is_running: bool = False


class DeviceDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A device with all that is known of it (KM-24)."""

    device: DeviceItem
    contract: DeviceContract | None
    bill_of_materials: tuple[BillItem, ...]
    reading_cycle: ReadingCycle | None
    technical_id_changed_at: datetime | None
    """When the customer last changed it here."""
    may_change_technical_id: bool


class BillOfMaterials(msgspec.Struct, frozen=True, kw_only=True):
    """What belongs to a device; its consumables may be ordered for it (KM-18)."""

    device_id: UUID
    items: tuple[BillItem, ...]


class ChangeTechnicalId(msgspec.Struct, frozen=True, kw_only=True):
    """What the device is called from now on; nothing to remove it (KM-14)."""

    device_id: UUID
    technical_id: TechnicalId | None


class DeviceSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """A device as it is now, to be kept with what is said about it, such as a service call."""

    device_id: UUID
    customer_id: UUID
    number: str
    manufacturer: str | None
    model: str
    serial_number: str | None
    technical_id: str | None
    site: str | None
    place: str | None
    is_third_party: bool
    contract_number: str | None
    is_contract_running: bool
    taken_at: datetime
