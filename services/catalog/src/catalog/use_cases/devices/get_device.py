"""Show one device."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.engine import Row

from catalog.domain.devices import sight_of_devices
from catalog.store.records import RecordRoom
from catalog.use_cases.devices.describe_device import describe_device
from catalog.use_cases.devices.open_devices import open_devices
from contracts.devices import DeviceContract, DeviceDetail
from contracts.equipment import BillItem, ReadingCycle
from contracts.errors import NotFound
from contracts.principal import Principal


def get_device(caller: Principal, device_id: UUID, room: RecordRoom) -> DeviceDetail:
    """Return the device with all that the caller sees of it (KM-24).

    Raises:
        NoMembership, AreaNotVisible: no devices are shown to the caller.
        NotFound: there is none, or he does not see it; the two look the same.
    """
    sight = sight_of_devices(caller)
    with open_devices(sight, room) as records:
        row = records.devices.find(sight.organisation_id, device_id)
    if row is None:
        raise NotFound("device")
    bill = msgspec.convert(row.bill_of_materials, tuple[BillItem, ...])
    return DeviceDetail(
        device=describe_device(row),
        contract=_contract_of(row) if sight.sees_contract else None,
        bill_of_materials=bill if sight.sees_bill else (),
        reading_cycle=_cycle_of(row),
        technical_id_changed_at=row.technical_id_changed_at,
        may_change_technical_id=sight.may_name,
    )


def _contract_of(row: Row[Any]) -> DeviceContract | None:
    if row.contract_number is None:
        return None
    return DeviceContract(
        number=row.contract_number,
        title=row.contract_title,
        starts_on=row.contract_starts_on,
        ends_on=row.contract_ends_on,
        is_running=row.is_contract_running,
    )


def _cycle_of(row: Row[Any]) -> ReadingCycle | None:
    if row.cycle_months is None:
        return None
    return ReadingCycle(months=row.cycle_months, starts_on=row.cycle_starts_on)
