"""What is kept about a person, for the vendor's administrators: handed out, and erased."""

import asyncio
from uuid import UUID

from starlette.responses import Response

from contracts.directory import FoundPerson, PersonSearch
from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.organisation_names import OrganisationName
from contracts.person_data import PersonData, PersonDataQuery, PersonErasure
from gateway.api.decoding import read_values
from gateway.api.directory import find_person
from gateway.api.person_data import erase_person, get_person_erasure
from gateway.call import Call
from gateway.pages.forms import problem_in, read_form
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails

PEOPLE = "/desk/people"


async def show_search(call: Call) -> Response:
    """Show the form in which one says whose data it is about."""
    _require_administrator(call)
    return _search_page(call, "", None, None)


async def search(call: Call) -> Response:
    """Find somebody by his address; it is sent in a form, so that it stands in no log."""
    _require_administrator(call)
    email = (await read_form(call.request)).get("email", "").strip()
    try:
        found = await find_person(call, read_values({"email": email}, PersonSearch))
    except (InvalidFields, InvalidInput) as error:
        return _search_page(call, email, None, _problem_of(call, error))
    return _search_page(call, email, found.items, None)


async def show(call: Call) -> Response:
    """Show in short what is kept about a person, and how far his erasure has come."""
    return await _shown(call, _person_id_in(call), None)


async def erase(call: Call) -> Response:
    """Have the person erased, once it is said that it is meant."""
    _require_administrator(call)
    person_id, form = _person_id_in(call), await read_form(call.request)
    if form.get("is_sure") != "yes":
        unsure = InvalidFields((("is_sure", "missing"),), are_in_body=False)
        return await _shown(call, person_id, _problem_of(call, unsure))
    await erase_person(call, person_id)
    return redirect(call, f"{PEOPLE}/{person_id}?done=ordered")


async def _shown(call: Call, person_id: UUID, problem: ProblemDetails | None) -> Response:
    _require_administrator(call)
    # The first part alone: the whole is what is handed out.
    data, erasure = await asyncio.gather(
        call.around.tickets.export_person_data(
            call.context, PersonDataQuery(person_id=person_id, limit=1)
        ),
        _erasure_of(call, person_id),
    )
    return page(
        call,
        "person_data.html",
        status=problem.status if problem else 200,
        person_id=person_id,
        data=data,
        organisations=await _organisations_of(call, data),
        erasure=erasure,
        is_ordered="done" in call.request.query_params and problem is None,
        problem=problem,
    )


def _search_page(
    call: Call,
    email: str,
    found: tuple[FoundPerson, ...] | None,
    problem: ProblemDetails | None,
) -> Response:
    return page(
        call,
        "person_search.html",
        status=problem.status if problem else 200,
        email=email,
        found=found,
        problem=problem,
    )


async def _erasure_of(call: Call, person_id: UUID) -> PersonErasure | None:
    try:
        return await get_person_erasure(call, person_id)
    except NotFound:
        return None


async def _organisations_of(call: Call, data: PersonData) -> dict[UUID, OrganisationName]:
    ids = tuple(sorted({each.organisation_id for each in data.known_as}))[:100]
    if not ids:
        return {}
    names = await call.around.identity.name_organisations(call.context, ids)
    return {each.id: each for each in names.items}


def _problem_of(call: Call, error: InvalidFields | InvalidInput) -> ProblemDetails:
    return problem_in(call, error)


def _person_id_in(call: Call) -> UUID:
    return id_in(call, "person_id", "person")


def _require_administrator(call: Call) -> None:
    principal = call.identified.principal
    if not principal.is_staff:
        raise NotPermitted("vendor_staff")
    if not principal.is_admin:
        raise NotPermitted("admin")
