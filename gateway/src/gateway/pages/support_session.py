"""Looking into a customer's portal from one's own browser: where one is, and the way back."""

from starlette.responses import Response

from contracts.errors import NotPermitted
from gateway.api.support import close_current_support_session
from gateway.call import Call
from gateway.pages.customer_place import address_of
from gateway.pages.page import page, redirect

PLACE = "/support-session"


async def show(call: Call) -> Response:
    """Say whether one looks into a customer's portal just now, and that a session is over."""
    principal = call.identified.principal
    is_looking_in = principal.support_session_id is not None
    if not is_looking_in and not principal.is_staff:
        raise NotPermitted("vendor_staff")
    return page(
        call,
        "looking_in.html",
        is_looking_in=is_looking_in,
        is_over="over" in call.request.query_params,
    )


async def end(call: Call) -> Response:
    """End the session, and go on as oneself where the customer is looked after."""
    return await leave_support_session(call)


async def leave_support_session(call: Call) -> Response:
    """Return the way back to the customer's page, as oneself; repeating leads there as well."""
    organisation = call.identified.authenticated.organisation
    address = PLACE
    try:
        await close_current_support_session(call)
        if organisation is not None:
            address = address_of(organisation.id, "support", done="ended")
    except NotPermitted:
        # It is over already, and this browser acts for its own person again.
        pass
    response = redirect(call, address)
    call.around.support_cookie.clear(response)
    # What the customer's pages showed is not shown again by going back.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
