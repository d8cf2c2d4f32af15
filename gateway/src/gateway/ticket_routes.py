"""Every URL about requests: their kinds, their requesters, those who answer them.

Each needs a session.
"""

from gateway.api import request_types, requests
from gateway.api.binding import ApiRoute
from gateway.api.listing import get, post, put, tagged

TICKETS: tuple[ApiRoute, ...] = (
    *tagged(
        "Requests",
        get("/v1/requests", requests.list_requests),
        post(
            "/v1/requests", requests.open_request, status=201, faults=(400,), in_support="proposed"
        ),
    ),
    *tagged(
        "Kinds of request",
        get("/v1/request-types", request_types.list_request_types),
        put("/v1/request-types/{key}", request_types.put_request_type, faults=(409,)),
        get("/v1/departments", request_types.list_departments),
    ),
)
