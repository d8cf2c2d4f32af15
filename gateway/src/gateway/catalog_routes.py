"""Every URL about what customers may use, have booked and can order.

Each needs a session.
"""

from gateway.api import packages
from gateway.api.binding import ApiRoute
from gateway.api.listing import get, post, put, tagged

CATALOG: tuple[ApiRoute, ...] = (
    *tagged(
        "Packages",
        get("/v1/packages", packages.list_packages),
        get("/v1/packages/definitions", packages.list_package_definitions),
        put("/v1/packages/{key}", packages.put_package, faults=(409,)),
        post("/v1/packages/{key}/requests", packages.request_package, faults=(409,)),
        get("/v1/package-requests", packages.list_package_requests),
        put("/v1/package-requests/{request_id}/offer", packages.make_offer, faults=(409,)),
        post("/v1/package-requests/{request_id}/accept", packages.accept_offer, faults=(409,)),
        post("/v1/package-requests/{request_id}/decline", packages.decline_offer, faults=(409,)),
        post(
            "/v1/package-requests/{request_id}/withdraw",
            packages.withdraw_package_request,
            faults=(409,),
        ),
        post(
            "/v1/package-requests/{request_id}/refuse",
            packages.refuse_package_request,
            faults=(409,),
        ),
        post(
            "/v1/organisations/{organisation_id}/trials",
            packages.grant_trial,
            status=201,
            faults=(409,),
        ),
        post(
            "/v1/organisations/{organisation_id}/bookings",
            packages.grant_package,
            status=201,
            faults=(409,),
        ),
        put("/v1/organisations/{organisation_id}/bookings/{booking_id}/end", packages.end_booking),
        get("/v1/bookings", packages.list_bookings),
        get("/v1/entitlements", packages.list_entitlements),
        get("/v1/entitlements/{name}", packages.check_entitlement),
    ),
)
