"""Every URL about devices.

Each needs a session.
"""

from gateway.api import devices
from gateway.api.binding import ApiRoute
from gateway.api.listing import get, patch, tagged

DEVICES: tuple[ApiRoute, ...] = (
    *tagged(
        "Devices",
        get("/v1/devices", devices.list_devices),
        get("/v1/devices/{device_id}", devices.get_device),
        get("/v1/devices/{device_id}/bom", devices.get_bill_of_materials),
        patch("/v1/devices/{device_id}", devices.change_device),
    ),
)
