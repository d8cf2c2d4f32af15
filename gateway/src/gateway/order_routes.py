"""Every URL about orders.

Each needs a session.
"""

from gateway.api import orders
from gateway.api.binding import ApiRoute
from gateway.api.listing import get, post, tagged

ORDERS: tuple[ApiRoute, ...] = (
    *tagged(
        "Orders",
        get("/v1/orders", orders.list_orders),
        post("/v1/orders", orders.place_order, status=201, faults=(400,)),
        get("/v1/orders/{order_id}", orders.get_order),
    ),
)
