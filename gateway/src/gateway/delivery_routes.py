"""Every URL about how documents reach people: by mail, by post, and what is printed.

Each needs a session, or an API key where the description says so.
"""

from gateway.api import delivery, printing
from gateway.api.binding import ApiRoute
from gateway.api.listing import get, post, put, tagged

DELIVERY: tuple[ApiRoute, ...] = (
    *tagged(
        "Delivery",
        get("/v1/delivery-mode", delivery.get_delivery_mode),
        put("/v1/delivery-mode", delivery.set_delivery_mode),
        get("/v1/delivery-mode/history", delivery.list_delivery_modes),
    ),
    *tagged(
        "Printing",
        get("/v1/print-batches", printing.list_print_batches),
        get("/v1/print-batches/{batch_id}", printing.get_print_batch),
        get(
            "/v1/print-batches/{batch_id}/file",
            printing.get_print_file,
            faults=(304, 502),
            media_types=("application/pdf",),
        ),
        get(
            "/v1/print-batches/{batch_id}/index",
            printing.get_print_index,
            faults=(304, 502),
            media_types=("application/json", "text/csv"),
        ),
        post("/v1/print-batches/{batch_id}/printed", printing.mark_printed),
    ),
)
