"""Show what belongs to a device."""

from uuid import UUID

import msgspec

from catalog.domain.devices import CONSUMABLES, sight_of_devices
from catalog.store.records import RecordRoom
from catalog.use_cases.devices.open_devices import open_devices
from contracts.devices import BillOfMaterials
from contracts.equipment import BillItem
from contracts.errors import AreaNotVisible, NotFound
from contracts.principal import Principal


def get_bill_of_materials(caller: Principal, device_id: UUID, room: RecordRoom) -> BillOfMaterials:
    """Return the device's bill of materials as the ERP keeps it (KM-18).

    Raises:
        NoMembership, AreaNotVisible: it is not shown to the caller.
        NotFound: there is no such device, or he does not see it; the two look the same.
    """
    sight = sight_of_devices(caller)
    if not sight.sees_bill:
        raise AreaNotVisible(CONSUMABLES)
    with open_devices(sight, room) as records:
        row = records.devices.find(sight.organisation_id, device_id)
    if row is None:
        raise NotFound("device")
    items = msgspec.convert(row.bill_of_materials, tuple[BillItem, ...])
    return BillOfMaterials(device_id=row.id, items=items)
