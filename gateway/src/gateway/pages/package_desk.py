"""Requests for packages at the vendor's desk: offer, trial, refusal."""

from datetime import date
from uuid import UUID

from starlette.responses import Response

from contracts.errors import AlreadyExists, ChangedMeanwhile, InvalidInput, NotPermitted
from contracts.ordering_errors import TrialUsed
from contracts.organisation_names import OrganisationNames
from contracts.packages import PackageRequestPage, PackageRequestQuery
from gateway.api.decoding import read_values
from gateway.api.packages import (
    NewOffer,
    NewTrial,
    PackageRefusal,
    grant_trial,
    list_package_requests,
    make_offer,
    refuse_package_request,
)
from gateway.call import Call
from gateway.pages.euros import euros_in
from gateway.pages.forms import page_again, read_form
from gateway.pages.packages import request_id_in
from gateway.pages.page import page, redirect
from gateway.problems import InvalidFields, ProblemDetails

DESK = "/desk/packages"
_MENDABLE = (AlreadyExists, ChangedMeanwhile, InvalidFields, InvalidInput, TrialUsed)
_ACTIONS = frozenset({"offer", "trial", "refuse"})
_SHOWN = 100


async def show(call: Call) -> Response:
    """List the open requests of all customers, the newest first."""
    return await _shown(call, None, {})


async def answer(call: Call) -> Response:
    """Make an offer, grant a trial, or refuse."""
    _require_staff(call)
    form = await read_form(call.request)
    action = form.get("action", "")
    if action not in _ACTIONS:
        raise InvalidFields((("action", "not_offered"),))
    try:
        await _act(call, action, form)
    except _MENDABLE as error:
        return await page_again(
            call,
            error,
            lambda details: _shown(call, details, form | {"of": str(request_id_in(call))}),
        )
    return redirect(call, f"{DESK}?done={action}")


async def _act(call: Call, action: str, form: dict[str, str]) -> None:
    request_id = request_id_in(call)
    if action == "offer":
        await make_offer(call, request_id, _offer_in(form))
    elif action == "refuse":
        refusal = read_values({"reason": form.get("reason", "")}, PackageRefusal)
        await refuse_package_request(call, request_id, refusal)
    else:
        requests = await _open_requests(call)
        wanted = next((each for each in requests.items if each.id == request_id), None)
        if wanted is None:
            raise ChangedMeanwhile("state")
        await grant_trial(call, wanted.organisation_id, NewTrial(package_key=wanted.package_key))


def _offer_in(form: dict[str, str]) -> NewOffer:
    """Return the offer that was typed; an amount is in euros, with a comma or a point."""
    typed = form.get("amount", "").strip()
    price = None
    if typed:
        price = euros_in("amount", typed)
    try:
        valid_through = date.fromisoformat(form.get("valid_through", ""))
    except ValueError:
        raise InvalidFields((("valid_through", "not_a_date"),)) from None
    text = form.get("text", "").strip()
    if not text:
        raise InvalidFields((("text", "missing"),))
    return NewOffer(text=text, valid_through=valid_through, price=price)


def _require_staff(call: Call) -> None:
    """Return when the vendor's people ask; customers have a page of their own."""
    if not call.identified.principal.is_staff:
        raise NotPermitted("vendor_staff")


async def _open_requests(call: Call) -> PackageRequestPage:
    return await list_package_requests(call, PackageRequestQuery(open=True, limit=_SHOWN))


async def _shown(call: Call, problem: ProblemDetails | None, form: dict[str, str]) -> Response:
    _require_staff(call)
    requests = await _open_requests(call)
    ids = tuple({each.organisation_id for each in requests.items})
    names = await _names(call, ids)
    done = call.request.query_params.get("done", "")
    return page(
        call,
        "package_desk.html",
        status=problem.status if problem else 200,
        requests=requests.items,
        names={each.id: each for each in names.items},
        form=form,
        done=done if done in _ACTIONS and problem is None else None,
        problem=problem,
    )


async def _names(call: Call, ids: tuple[UUID, ...]) -> OrganisationNames:
    if not ids:
        return OrganisationNames(items=())
    return await call.around.identity.name_organisations(call.context, ids)
