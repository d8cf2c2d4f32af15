"""Devices at customers."""

from uuid import UUID

from contracts.devices import (
    BillOfMaterials,
    ChangeTechnicalId,
    DeviceDetail,
    DevicePage,
    DeviceQuery,
)
from gateway.clients.rpc import CallContext, Service


class DeviceCalls(Service):
    """Typed calls about devices; each raises what `RpcClient.call` raises."""

    async def list_devices(self, caller: CallContext, query: DeviceQuery) -> DevicePage:
        """Return a page of the devices that the caller sees."""
        return await self.read(caller, "list_devices", {"query": query}, DevicePage)

    async def get_device(self, caller: CallContext, device_id: UUID) -> DeviceDetail:
        """Return one device that the caller sees."""
        return await self.read(caller, "get_device", {"device_id": device_id}, DeviceDetail)

    async def get_bill_of_materials(self, caller: CallContext, device_id: UUID) -> BillOfMaterials:
        """Return what belongs to a device."""
        arguments = {"device_id": device_id}
        return await self.read(caller, "get_bill_of_materials", arguments, BillOfMaterials)

    async def change_technical_id(
        self, caller: CallContext, request: ChangeTechnicalId
    ) -> DeviceDetail:
        """Call a device otherwise."""
        return await self.write(caller, "change_technical_id", {"request": request}, DeviceDetail)
