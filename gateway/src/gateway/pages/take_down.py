"""Taking down what a customer says on the telephone or by mail: whose it is, what, in his words."""

import asyncio
import secrets
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.directory import OrganisationSearch
from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.identity import Membership, Organisation
from contracts.organisation_names import OrganisationName
from contracts.request_types import RequestType
from gateway.api.decoding import read_values
from gateway.api.directory import find_organisations
from gateway.api.requests import TakenDown, open_for_customer
from gateway.call import Call
from gateway.pages.forms import page_again, read_form
from gateway.pages.new_request import options_of
from gateway.pages.page import page, redirect
from gateway.pages.request_words import words_for
from gateway.problems import InvalidFields, ProblemDetails

_MENDABLE = (InvalidFields, InvalidInput)
_FIELD = "fields."


class Steps(msgspec.Struct, frozen=True, kw_only=True):
    """How far one has come, as it stands in the address."""

    search: str = ""
    organisation_id: UUID | None = None
    person_id: UUID | None = None
    kind: str = ""


async def show(call: Call) -> Response:
    """Ask for the customer, then for the person, for what it is about, and for the words."""
    return await _shown(call, None, {})


async def send(call: Call) -> Response:
    """Open the request in the name of the customer's member."""
    _require_staff(call)
    form = await read_form(call.request)
    form.setdefault("idempotency_key", secrets.token_urlsafe())
    try:
        request = await open_for_customer(call, _taken_down(call, form), form["idempotency_key"])
    except _MENDABLE as error:
        return await page_again(call, error, lambda details: _shown(call, details, form))
    return redirect(call, f"/requests/{request.id}?done=taken_down")


def _taken_down(call: Call, form: dict[str, str]) -> TakenDown:
    steps = _steps_in(call)
    if steps.organisation_id is None or steps.person_id is None:
        raise NotFound("member")
    words = read_values(
        {
            "kind": steps.kind,
            "channel": form.get("channel", ""),
            "organisation_id": str(steps.organisation_id),
            "person_id": str(steps.person_id),
            "title": form.get("title", ""),
            "description": form.get("description", ""),
        },
        TakenDown,
    )
    fields = {
        name.removeprefix(_FIELD): value
        for name, value in form.items()
        if name.startswith(_FIELD) and value.strip()
    }
    return msgspec.structs.replace(words, fields=dict(fields))


def _steps_in(call: Call) -> Steps:
    return read_values(dict(call.request.query_params), Steps)


async def _shown(call: Call, problem: ProblemDetails | None, form: dict[str, str]) -> Response:
    _require_staff(call)
    steps = _steps_in(call)
    found, (organisation, members), kinds = await asyncio.gather(
        _found(call, steps.search.strip()),
        _customer(call, steps.organisation_id),
        call.around.tickets.list_request_types(call.context),
    )
    person = next((each for each in members if each.person_id == steps.person_id), None)
    kind = next((each for each in kinds.items if each.is_offered and each.key == steps.kind), None)
    words = words_for(call)
    return page(
        call,
        "take_down.html",
        status=problem.status if problem else 200,
        steps=steps,
        found=found,
        organisation=organisation,
        members=members,
        person=person,
        kinds=[each for each in kinds.items if each.is_offered],
        kind=kind if person else None,
        options=await _options(call, kind),
        words=words,
        form=form,
        # The same form sent twice opens one request.
        key=form.get("idempotency_key") or secrets.token_urlsafe(),
        problem=problem,
    )


async def _options(call: Call, kind: RequestType | None) -> dict[str, list[tuple[str, str]]]:
    return {} if kind is None else await options_of(call, kind, words_for(call), ())


async def _found(call: Call, search: str) -> tuple[OrganisationName, ...]:
    if not search or not search.isprintable():
        return ()
    return (await find_organisations(call, OrganisationSearch(search=search[:200]))).items


async def _customer(
    call: Call, organisation_id: UUID | None
) -> tuple[Organisation | None, tuple[Membership, ...]]:
    """Return the customer with those of its people who may have requests (SE-28)."""
    if organisation_id is None:
        return None, ()
    organisation, members = await asyncio.gather(
        call.around.identity.get_organisation(call.context, organisation_id),
        call.around.identity.list_members(call.context, organisation_id),
    )
    return organisation, tuple(each for each in members.items if each.role != "documents")


def _require_staff(call: Call) -> None:
    if not call.identified.principal.is_staff:
        raise NotPermitted("vendor_staff")
