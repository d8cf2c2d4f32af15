"""Pages of areas that somebody does not have: why not, and who can change it."""

from urllib.parse import urlencode

from starlette.responses import Response

from contracts.errors import AreaNotVisible, EntitlementMissing, NotPermitted, WireError
from contracts.explain import SELF_SERVICES
from contracts.principal import AREAS
from gateway.api.explain import Question
from gateway.call import Call
from gateway.clients.failures import AreaFailure, ServiceFault
from gateway.edge.same_site import SAFE_METHODS
from gateway.pages.area_wish import explain_with_wish
from gateway.pages.page import PageHandler, page

_FORBIDDEN = 403
_FOR_ADMINISTRATORS = "admin"


def explained(handler: PageHandler) -> PageHandler:
    """Return the pages of `handler`; where its area is hidden, the explanation in their place."""

    async def answer(call: Call) -> Response:
        try:
            return await handler(call)
        except (AreaNotVisible, EntitlementMissing, NotPermitted) as refusal:
            area = _area_of(call, refusal)
            if area is None:
                raise
            try:
                explanation, wish = await explain_with_wish(call, Question(area=area))
            except (WireError, AreaFailure, ServiceFault):
                raise refusal from None
            if explanation.is_allowed:
                raise
            return page(
                call,
                "why.html",
                status=_FORBIDDEN,
                explanation=explanation,
                title=call.texts(f"problems.{refusal.code}.title"),
                ask=_request_about(call, area),
                wish=wish,
                problem=None,
            )

    return answer


def _area_of(call: Call, refusal: WireError) -> str | None:
    """Return which area the refusal is about; None where there is nothing to explain."""
    if call.signed_in is None or call.request.method not in SAFE_METHODS:
        return None
    if not isinstance(refusal, NotPermitted):
        return refusal.arguments[0] if refusal.arguments else None
    principal = call.signed_in.principal
    is_of_administrators = refusal.arguments[:1] == (_FOR_ADMINISTRATORS,)
    return SELF_SERVICES if is_of_administrators and not principal.is_staff else None


def _request_about(call: Call, area: str) -> str | None:
    """Return where one asks the vendor about an area that is booked and hidden all the same."""
    principal = call.identified.principal
    if area not in AREAS or principal.role == "documents" or principal.lacks_entitlement(area):
        return None
    return "/requests/new?" + urlencode({"kind": "access_problem", "area": area})
