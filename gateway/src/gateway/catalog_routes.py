"""Every URL about what customers may use, have booked and can order.

Each needs a session unless it says `public=True`.
"""

from gateway.api import packages, plans
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
    *tagged(
        "Plans",
        get("/v1/plans", plans.list_plans, public=True, kept="shared"),
        get("/v1/plans/definitions", plans.list_plan_definitions),
        put("/v1/plans/{key}", plans.put_plan, faults=(409,)),
        post(
            "/v1/organisations/{organisation_id}/subscription",
            plans.start_subscription,
            status=201,
            faults=(409,),
        ),
        get("/v1/subscription", plans.get_subscription, faults=(404,)),
        get("/v1/subscription/summary", plans.summarise_subscription),
        put("/v1/subscription/plan", plans.change_plan, faults=(404, 409)),
        post("/v1/subscription/cancel", plans.cancel_subscription, faults=(404, 409)),
        post("/v1/subscription/resume", plans.resume_subscription, faults=(404, 409)),
        post("/v1/subscription/uses", plans.take_use, faults=(404, 409)),
        post("/v1/subscription/uses/end", plans.give_back_use, faults=(404, 409)),
        get("/v1/subscription/billing-info", plans.get_billing_info),
        put("/v1/subscription/billing-info", plans.set_billing_info, faults=(409,)),
    ),
)
