"""Tell another service what a device is like now."""

from uuid import UUID

from catalog.domain.devices import sight_of_devices
from catalog.store.records import RecordRoom
from catalog.use_cases.devices.open_devices import open_devices
from contracts.devices import DeviceSnapshot
from contracts.errors import NotFound
from contracts.principal import Principal


def get_device_snapshot(caller: Principal, device_id: UUID, room: RecordRoom) -> DeviceSnapshot:
    """Return the device as it is now, for a service that asks in the caller's name (C12).

    Raises:
        NoMembership, AreaNotVisible: no devices are shown to the caller.
        NotFound: there is none, or he does not see it; the two look the same.
    """
    sight = sight_of_devices(caller)
    with open_devices(sight, room) as records:
        row = records.devices.find(sight.organisation_id, device_id)
        now = records.now
    if row is None:
        raise NotFound("device")
    return DeviceSnapshot(
        device_id=row.id,
        customer_id=row.organisation_id,
        number=row.number,
        manufacturer=row.manufacturer,
        model=row.model,
        serial_number=row.serial_number,
        technical_id=row.technical_id,
        site=row.site,
        place=row.place,
        is_third_party=row.is_third_party,
        contract_number=row.contract_number,
        is_contract_running=row.is_contract_running,
        taken_at=now,
    )
