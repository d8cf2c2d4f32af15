"""Opening a request: first what it is about, then the fields that such a request has."""

import secrets

from msgspec import structs
from starlette.responses import Response

from contracts.attachments import FileFor
from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.principal import AREAS
from contracts.request_types import RequestType
from contracts.tickets import AdviseRequest, ContactChannel, Fields
from gateway.api.decoding import read_values
from gateway.api.requests import AdviceInWords, NewRequest, advise_request, open_request
from gateway.call import Call
from gateway.clients.failures import AreaFailure
from gateway.clients.stored_streams import UploadEmpty, UploadTooLarge
from gateway.pages.attaching import Attaching
from gateway.pages.file_forms import read_file_form
from gateway.pages.forms import page_again
from gateway.pages.page import page, redirect
from gateway.pages.request_snapshots import (
    Offered,
    choose_documents,
    filled_in,
    offered_snapshots,
    query_of,
    snapshots_in,
)
from gateway.pages.request_words import Words, words_for
from gateway.problems import InvalidFields, ProblemDetails

MENDABLE = (InvalidFields, InvalidInput, NotPermitted, UploadEmpty, UploadTooLarge)
_FIELD = "fields."


async def show(call: Call) -> Response:
    """Show the kinds on offer, or the form of the one that the address names."""
    return await _shown(call, None, {}, None)


async def send(call: Call) -> Response:
    """Open the request, with the files that came along."""
    attaching = Attaching()
    async with read_file_form(call.request) as form:
        try:
            await attaching.store(call, form, FileFor())
            if form.fields.get("check"):
                return await _advised(call, form.fields, attaching)
            request = await open_request(
                call, _wanted(call, form.fields, attaching), form.fields["idempotency_key"]
            )
        except MENDABLE as error:
            return await page_again(
                call, error, lambda details: _shown(call, details, form.fields, attaching)
            )
    return redirect(call, f"/requests/{request.id}?done=opened")


async def _advised(call: Call, form: dict[str, str], attaching: Attaching) -> Response:
    """Show the form once more, with what would make the request quicker to answer (FD-11)."""
    words = {name: form.get(name, "").strip() for name in ("title", "description")}
    words["kind"] = call.request.query_params.get("kind", "")
    asked = structs.replace(read_values(words, AdviseRequest), fields=_fields_in(form))
    advice = await advise_request(call, asked)
    return await _shown(call, None, form, attaching, advice)


def _wanted(call: Call, form: dict[str, str], attaching: Attaching) -> NewRequest:
    form.setdefault("idempotency_key", secrets.token_urlsafe())
    words = read_values(
        {
            "kind": call.request.query_params.get("kind", ""),
            "title": form.get("title", ""),
            "description": form.get("description", ""),
        },
        NewRequest,
    )
    return NewRequest(
        kind=words.kind,
        title=words.title,
        description=words.description,
        fields=_fields_in(form),
        attachments=attaching.ids,
        snapshots=snapshots_in(form),
    )


def _fields_in(form: dict[str, str]) -> Fields:
    return {
        name.removeprefix(_FIELD): value
        for name, value in form.items()
        if name.startswith(_FIELD) and value.strip()
    }


async def _shown(
    call: Call,
    problem: ProblemDetails | None,
    form: dict[str, str],
    attaching: Attaching | None,
    advice: AdviceInWords | None = None,
) -> Response:
    kinds = (await call.around.tickets.list_request_types(call.context)).items
    offered = [kind for kind in kinds if kind.is_offered]
    key = call.request.query_params.get("kind", "")
    kind = next((each for each in offered if each.key == key), None)
    if key and kind is None:
        raise NotFound("request_type")
    offered_things = await offered_snapshots(call)
    if kind is not None and problem is None and advice is None:
        form = filled_in(kind, offered_things) | _named_area(call) | form
    words = words_for(call)
    return page(
        call,
        "new_request.html",
        status=problem.status if problem else 200,
        kinds=offered,
        kind=kind,
        options={} if kind is None else await options_of(call, kind, words, offered_things),
        advice=advice,
        channels=() if kind else await _channels(call),
        things=offered_things,
        query=query_of(offered_things),
        words=words,
        form=form,
        # The same form sent twice opens one request.
        key=form.get("idempotency_key") or secrets.token_urlsafe(),
        attaching=attaching,
        problem=problem,
    )


def _named_area(call: Call) -> dict[str, str]:
    """Return the area that the address names, as the field that asks for it."""
    area = call.request.query_params.get("area", "")
    return {f"{_FIELD}area": area} if area in AREAS else {}


async def _channels(call: Call) -> tuple[ContactChannel, ...]:
    """Return the other ways to reach the vendor (SE-10); to its own people none is offered."""
    if call.identified.principal.is_staff:
        return ()
    try:
        channels = await call.around.tickets.list_contact_channels(call.context)
    except AreaFailure:
        return ()
    return tuple(each for each in channels.items if each.is_offered)


async def options_of(
    call: Call, kind: RequestType, words: Words, offered: tuple[Offered, ...]
) -> dict[str, list[tuple[str, str]]]:
    """Return what may be chosen in each field that one chooses in."""
    options = {
        field.name: [(choice.value, words.label(choice.label)) for choice in field.choices]
        for field in kind.fields
        if field.kind == "choice"
    }
    for field in kind.fields:
        if field.kind == "area":
            options[field.name] = [(area, words.texts.word("areas", area)) for area in AREAS]
        elif field.kind == "document" and (documents := await choose_documents(call, offered)):
            options[field.name] = documents
    return options
