"""Which partner serves a customer; and of a partner, whether it is certified."""

import asyncio

import msgspec
from starlette.responses import Response

from contracts.directory import OrganisationSearch
from contracts.errors import InvalidInput, NotFound
from contracts.organisation_names import OrganisationName
from contracts.partners import ServingPartner
from gateway.api.decoding import read_values
from gateway.api.directory import find_organisations
from gateway.api.partner_customers import PartnerChoice, get_customer, set_partner
from gateway.api.partners import Certification, set_certification
from gateway.api.previews import Preview, preview_certification
from gateway.call import Call
from gateway.pages.customer_place import (
    address_of,
    done_in,
    organisation_id_in,
    organisation_in,
    require_staff,
)
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.problems import InvalidFields, ProblemDetails

PART = "partner"
_DONE = ("served", "not_served", "certified", "not_certified")
_MENDABLE = (InvalidFields, InvalidInput)


class _Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody tries before he does it, and what would follow."""

    certification: Certification
    preview: Preview


async def show(call: Call) -> Response:
    """Show who serves the customer, or whether the partner is certified, and how to change it."""
    return await _shown(call, None, {})


async def change(call: Call) -> Response:
    """Change one or the other, with a reason; or try a certification out, which changes nothing."""
    require_staff(call)
    organisation_id = organisation_id_in(call)
    form = await read_form(call.request)
    action = form.get("action", "")
    try:
        if action in {"serve", "leave"}:
            choice = _partner_in(form, is_left=action == "leave")
            await set_partner(call, organisation_id, choice)
            done = "not_served" if choice.partner_id is None else "served"
        elif action in {"try", "certify"}:
            wanted = _certification_in(form)
            if action == "try":
                preview = await preview_certification(call, organisation_id, wanted)
                tried = _Tried(certification=wanted, preview=preview)
                return await _shown(call, None, form, tried)
            await set_certification(call, organisation_id, wanted)
            done = "certified" if wanted.is_certified else "not_certified"
        else:
            raise InvalidFields((("action", "not_offered"),))
    except _MENDABLE as error:
        return await page_again(call, error, lambda details: _shown(call, details, form))
    return redirect(call, address_of(organisation_id, PART, done=done))


def _partner_in(form: dict[str, str], *, is_left: bool) -> PartnerChoice:
    values = {"reason": _reason_in(form), "partner_id": form.get("partner_id", "")}
    if is_left:
        return PartnerChoice(partner_id=None, reason=values["reason"])
    if not values["partner_id"]:
        raise InvalidFields((("partner_id", "nothing_selected"),))
    return read_values(values, PartnerChoice)


def _certification_in(form: dict[str, str]) -> Certification:
    values = {"is_certified": form.get("is_certified", ""), "reason": _reason_in(form)}
    return read_values(values, Certification)


def _reason_in(form: dict[str, str]) -> str:
    reason = form.get("reason", "").strip()
    if not reason:
        raise InvalidFields((("reason", "missing"),))
    return reason


async def _shown(
    call: Call,
    problem: ProblemDetails | None,
    form: dict[str, str],
    tried: _Tried | None = None,
) -> Response:
    require_staff(call)
    search = (form.get("search") or call.request.query_params.get("search", "")).strip()[:200]
    organisation, partner, found = await asyncio.gather(
        organisation_in(call), _serving(call), _partners(call, search)
    )
    return page(
        call,
        "customer_partner.html",
        status=problem.status if problem else 200,
        organisation=organisation,
        partner=partner,
        search=search,
        found=found,
        tried=tried,
        form=form,
        done=done_in(call, _DONE, problem) if tried is None else None,
        problem=problem,
    )


async def _serving(call: Call) -> ServingPartner | None:
    try:
        return (await get_customer(call, organisation_id_in(call))).partner
    except NotFound:
        # Whom no partner serves is no partner's customer, and a partner is nobody's.
        return None


async def _partners(call: Call, search: str) -> tuple[OrganisationName, ...]:
    if not search or not search.isprintable():
        return ()
    wanted = OrganisationSearch(search=search, kind="partner")
    return (await find_organisations(call, wanted)).items
