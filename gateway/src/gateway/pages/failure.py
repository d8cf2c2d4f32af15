"""Pages that say what went wrong, in the same words as the API."""

from urllib.parse import urlencode

from starlette.responses import Response

from contracts.errors import NoMembership, SecondFactorRequired
from gateway import problems
from gateway.call import Call
from gateway.edge.same_site import SAFE_METHODS
from gateway.pages.page import page, redirect
from gateway.pages.why import why_address


def page_problem(call: Call, problem: problems.Problem) -> Response:
    """Answer a problem as a page; who must sign in or be let in first is led there."""
    if problem.code == "support_session_over":
        response = redirect(call, "/support-session?over=yes")
        call.around.support_cookie.clear(response)
        return response
    if problem.code == "not_signed_in":
        return redirect(call, f"/sign-in{_way_back(call)}")
    if problem.code == NoMembership.code:
        return redirect(call, "/access")
    if problem.code == SecondFactorRequired.code:
        # Only there it can be mended, and the page says why it is shown.
        return redirect(call, "/account/security")
    details = problems.describe(problem, call.texts, call.context.correlation_id)
    response = page(
        call,
        "failure.html",
        status=problem.status,
        problem=details,
        why=why_address(call, problem),
    )
    response.headers.update(problem.headers)
    return response


def _way_back(call: Call) -> str:
    if call.request.method not in SAFE_METHODS:
        return ""
    url = call.request.url
    address = f"{url.path}?{url.query}" if url.query else url.path
    return "?" + urlencode({"next": address})
