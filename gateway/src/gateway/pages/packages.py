"""Packages: what is on offer, what is booked, and what was asked for."""

import asyncio
from uuid import UUID

from starlette.responses import Response

from contracts.errors import AlreadyExists, ChangedMeanwhile
from contracts.ordering_errors import TrialUsed
from contracts.packages import PackageRequestQuery
from gateway.api.bodies import OrganisationChoice
from gateway.api.decoding import read_values
from gateway.api.packages import (
    PackageWish,
    accept_offer,
    decline_offer,
    list_bookings,
    list_package_requests,
    list_packages,
    request_package,
    withdraw_package_request,
)
from gateway.call import Call
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails

PACKAGES = "/packages"
_MENDABLE = (AlreadyExists, ChangedMeanwhile, InvalidFields, TrialUsed)
_DECISIONS = {
    "accept": accept_offer,
    "decline": decline_offer,
    "withdraw": withdraw_package_request,
}
_DONE = frozenset({"asked", *_DECISIONS})


async def show(call: Call) -> Response:
    """Show what is booked, and everything on offer with what was asked of it."""
    return await _shown(call, None)


async def ask(call: Call) -> Response:
    """Ask for a package with one click."""
    form = await read_form(call.request)
    try:
        wish = read_values({"intent": form.get("intent", "")}, PackageWish)
        await request_package(call, call.request.path_params["key"], wish)
    except _MENDABLE as error:
        return await _shown_with(call, error)
    return redirect(call, f"{PACKAGES}?done=asked")


async def decide(call: Call) -> Response:
    """Accept an offer, decline it, or take the request back."""
    form = await read_form(call.request)
    decision = form.get("decision", "")
    act = _DECISIONS.get(decision)
    if act is None:
        raise InvalidFields((("decision", "not_offered"),))
    try:
        await act(call, request_id_in(call))
    except _MENDABLE as error:
        return await _shown_with(call, error)
    return redirect(call, f"{PACKAGES}?done={decision}")


def request_id_in(call: Call) -> UUID:
    """Return the request that the address names.

    Raises:
        NotFound: it can be nobody's.
    """
    return id_in(call, "request_id", "package_request")


async def _shown_with(call: Call, error: Exception) -> Response:
    return await page_again(call, error, lambda details: _shown(call, details))


async def _shown(call: Call, problem: ProblemDetails | None) -> Response:
    packages, bookings, requests = await asyncio.gather(
        list_packages(call),
        list_bookings(call, OrganisationChoice()),
        list_package_requests(call, PackageRequestQuery(limit=100)),
    )
    principal = call.identified.principal
    done = call.request.query_params.get("done", "")
    newest = {each.package_key: each for each in reversed(requests.items)}
    return page(
        call,
        "packages.html",
        status=problem.status if problem else 200,
        packages=packages.items,
        running=[each for each in bookings.items if each.is_running],
        past=[each for each in bookings.items if not each.is_running],
        booked={e.package_key for e in bookings.items if e.is_running and e.source != "trial"},
        tried={each.package_key for each in bookings.items if each.source == "trial"},
        open_requests={key: each for key, each in newest.items() if each.settled_at is None},
        refused={key: each for key, each in newest.items() if each.state == "refused"},
        closed={key: each for key, each in newest.items() if each.state == "closed"},
        me=principal.subject,
        has_base=principal.organisation_kind == "customer",
        may_order=principal.is_admin and not principal.is_staff,
        done=done if done in _DONE and problem is None else None,
        problem=problem,
    )
