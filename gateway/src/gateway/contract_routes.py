"""Every URL about contracts: the list and its alarm, one of them, what one does about it.

Each needs a session.
"""

from gateway.api import contracts, customer_export, list_views, vendor_files
from gateway.api.binding import ApiRoute
from gateway.api.listing import delete, get, post, put, tagged
from gateway.api.tables import MEDIA_TYPES

CONTRACTS: tuple[ApiRoute, ...] = (
    *tagged(
        "Contracts",
        get("/v1/contracts", contracts.list_contracts),
        get(
            "/v1/contracts/export",
            contracts.export_contracts,
            media_types=tuple(MEDIA_TYPES.values()),
        ),
        get("/v1/contracts/{contract_id}", contracts.get_contract),
        get("/v1/contracts/{contract_id}/timeline", contracts.get_timeline),
        get(
            "/v1/contracts/{contract_id}/timeline.ics",
            contracts.get_calendar,
            media_types=(contracts.CALENDAR,),
        ),
        get(
            "/v1/contracts/{contract_id}/licence-file",
            vendor_files.get_licence_file,
            media_types=("application/octet-stream",),
        ),
        put(
            "/v1/contracts/{contract_id}/licence-file",
            vendor_files.put_licence_file,
            faults=(413,),
            takes=("application/octet-stream",),
        ),
        put("/v1/contracts/{contract_id}/acknowledgement", contracts.acknowledge_alarm),
        delete("/v1/contracts/{contract_id}/acknowledgement", contracts.show_alarm_again),
        post(
            "/v1/contracts/{contract_id}/reactivation",
            contracts.order_reactivation,
            status=201,
            faults=(409,),
        ),
    ),
    *tagged(
        "Customers",
        # Before the address of one customer, which it would pass for.
        get(
            "/v1/customers/export",
            customer_export.export_customers,
            media_types=tuple(MEDIA_TYPES.values()),
        ),
    ),
    *tagged(
        "Views",
        get("/v1/views/{list_name}", list_views.get_list_view),
        put("/v1/views/{list_name}", list_views.put_list_view),
    ),
)
