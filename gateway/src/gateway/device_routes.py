"""Every URL about devices and what their meters show.

Each needs a session.
"""

from gateway.api import devices, meters
from gateway.api.binding import ApiRoute
from gateway.api.listing import get, patch, post, tagged
from gateway.api.tables import MEDIA_TYPES

DEVICES: tuple[ApiRoute, ...] = (
    *tagged(
        "Devices",
        get("/v1/devices", devices.list_devices),
        get("/v1/devices/{device_id}", devices.get_device),
        get("/v1/devices/{device_id}/bom", devices.get_bill_of_materials),
        patch("/v1/devices/{device_id}", devices.change_device),
    ),
    *tagged(
        "Meter readings",
        post("/v1/meter-readings", meters.record_readings),
        post("/v1/meter-readings/check", meters.check_readings, in_support="passed"),
        post("/v1/meter-readings/lists", meters.take_list, takes=tuple(MEDIA_TYPES.values())),
        get("/v1/meter-readings/lists/{report_id}", meters.get_report),
        post("/v1/meter-readings/lists/{report_id}/record", meters.record_report),
        get("/v1/meter-readings/due", meters.list_due),
        get(
            "/v1/meter-readings/due/list",
            meters.export_due,
            media_types=tuple(MEDIA_TYPES.values()),
        ),
        get("/v1/devices/{device_id}/meter-readings", meters.list_readings),
        post("/v1/devices/{device_id}/meter-readings", meters.record_reading, status=201),
        post("/v1/devices/{device_id}/counter-changes", meters.change_counter, status=201),
    ),
)
