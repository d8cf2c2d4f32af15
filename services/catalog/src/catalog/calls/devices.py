"""Devices at customers: from the ERP, and as their people see them."""

from uuid import UUID

from catalog.calls.tools import CatalogCalls
from catalog.use_cases.devices.change_technical_id import change_technical_id
from catalog.use_cases.devices.get_bill_of_materials import get_bill_of_materials
from catalog.use_cases.devices.get_device import get_device
from catalog.use_cases.devices.get_device_snapshot import get_device_snapshot
from catalog.use_cases.devices.list_devices import list_devices
from catalog.use_cases.devices.receive_equipment import receive_equipment
from chassis.entrypoints import Incoming, on_inbound, rpc
from contracts.devices import (
    BillOfMaterials,
    ChangeTechnicalId,
    DeviceDetail,
    DevicePage,
    DeviceQuery,
    DeviceSnapshot,
)
from contracts.equipment import EquipmentUpserted
from contracts.inbound import EQUIPMENT_UPSERTED
from contracts.outbound import MESSAGE_REJECTED
from contracts.principal import Principal


class DeviceCalls(CatalogCalls):
    """Devices at customers: from the ERP, and as their people see them."""

    @on_inbound(EQUIPMENT_UPSERTED, rejected_as=MESSAGE_REJECTED)
    def receive_equipment(self, event: Incoming[EquipmentUpserted]) -> None:
        """Take a new or changed device from the ERP. It may have been at another customer."""
        with self._room.of_everybody() as records:
            receive_equipment(event, records)

    @rpc(reads=True)
    def list_devices(self, caller: Principal, query: DeviceQuery) -> DevicePage:
        """List the devices that the caller sees. Raises AreaNotVisible, InvalidInput."""
        return list_devices(caller, query, self._reading_room)

    @rpc(reads=True)
    def get_device(self, caller: Principal, device_id: UUID) -> DeviceDetail:
        """Show one device that the caller sees. Raises AreaNotVisible, NotFound."""
        return get_device(caller, device_id, self._reading_room)

    @rpc(reads=True)
    def get_bill_of_materials(self, caller: Principal, device_id: UUID) -> BillOfMaterials:
        """Show what belongs to a device. Raises AreaNotVisible, NotFound."""
        return get_bill_of_materials(caller, device_id, self._reading_room)

    @rpc(reads=True)
    def get_device_snapshot(self, caller: Principal, device_id: UUID) -> DeviceSnapshot:
        """Tell another service what a device is like now. Raises AreaNotVisible, NotFound."""
        return get_device_snapshot(caller, device_id, self._reading_room)

    @rpc
    def change_technical_id(self, caller: Principal, request: ChangeTechnicalId) -> DeviceDetail:
        """Call a device otherwise. Raises AreaNotVisible, NotFound, InvalidInput."""
        change_technical_id(caller, request, self._room)
        return get_device(caller, request.device_id, self._reading_room)
