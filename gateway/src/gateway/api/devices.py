"""Devices: the list, one of them, its bill of materials, and what it is called."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Raw, UnsetType

from contracts.devices import (
    BillOfMaterials,
    ChangeTechnicalId,
    DeviceDetail,
    DevicePage,
    DeviceQuery,
)
from contracts.equipment import TechnicalId
from contracts.errors import NotPermitted
from contracts.inbound import CustomerNumber
from gateway.call import Call


class DeviceListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which devices: `search` is part of number, serial number, model, name or site.

    The vendor's people name the `customer` or its number.
    """

    search: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    site: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    third_party: bool | None = None
    customer: UUID | None = None
    customer_number: CustomerNumber | None = None
    cursor: Annotated[str, msgspec.Meta(max_length=1500)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class DeviceChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What the device is called from now on, null for nothing.

    Everything else about a device comes from the ERP; to send it is answered with 403.
    """

    technical_id: TechnicalId | UnsetType | None = UNSET
    number: Raw | UnsetType = UNSET
    manufacturer: Raw | UnsetType = UNSET
    model: Raw | UnsetType = UNSET
    serial_number: Raw | UnsetType = UNSET
    site: Raw | UnsetType = UNSET
    place: Raw | UnsetType = UNSET
    is_active: Raw | UnsetType = UNSET
    is_third_party: Raw | UnsetType = UNSET
    contract: Raw | UnsetType = UNSET
    contract_number: Raw | UnsetType = UNSET
    counters: Raw | UnsetType = UNSET
    bill_of_materials: Raw | UnsetType = UNSET
    reading_cycle: Raw | UnsetType = UNSET


async def list_devices(call: Call, query: DeviceListQuery) -> DevicePage:
    """Return the devices that the caller sees, by their number."""
    return await call.around.catalog.list_devices(call.context, asked(query))


async def get_device(call: Call, device_id: UUID) -> DeviceDetail:
    """Return one device that the caller sees, with all that is known of it."""
    return await call.around.catalog.get_device(call.context, device_id)


async def get_bill_of_materials(call: Call, device_id: UUID) -> BillOfMaterials:
    """Return what belongs to a device; its consumables may be ordered for it."""
    return await call.around.catalog.get_bill_of_materials(call.context, device_id)


async def change_device(call: Call, device_id: UUID, body: DeviceChanges) -> DeviceDetail:
    """Change the technical identity number, the one field that is the customer's own."""
    values = msgspec.structs.asdict(body)
    technical_id = values.pop("technical_id")
    if any(value is not UNSET for value in values.values()):
        raise NotPermitted("device_field")
    if technical_id is UNSET:
        return await call.around.catalog.get_device(call.context, device_id)
    request = ChangeTechnicalId(device_id=device_id, technical_id=technical_id)
    return await call.around.catalog.change_technical_id(call.context, request)


def asked(query: DeviceListQuery) -> DeviceQuery:
    """Return the query in the words of the service."""
    return DeviceQuery(
        search=query.search or None,
        site=query.site or None,
        is_third_party=query.third_party,
        customer_id=query.customer,
        customer_number=query.customer_number,
        cursor=query.cursor,
        limit=query.limit,
    )
