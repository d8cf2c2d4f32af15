"""Opening a request: first what it is about, then the fields that such a request has."""

import secrets
from uuid import UUID

from starlette.responses import Response

from contracts.attachments import FileFor
from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.principal import AREAS
from contracts.request_types import RequestType
from gateway import problems
from gateway.api.decoding import read_values
from gateway.api.requests import NewRequest, open_request
from gateway.call import Call
from gateway.clients.stored_streams import UploadEmpty, UploadTooLarge
from gateway.pages.attaching import Attaching
from gateway.pages.file_forms import read_file_form
from gateway.pages.page import page, redirect
from gateway.pages.request_words import Words, words_for
from gateway.problems import InvalidFields, ProblemDetails

MENDABLE = (InvalidFields, InvalidInput, NotPermitted, UploadEmpty, UploadTooLarge)
_FIELD = "fields."
_DEVICE = "device"


async def show(call: Call) -> Response:
    """Show the kinds on offer, or the form of the one that the address names."""
    return await _shown(call, None, {}, None)


async def send(call: Call) -> Response:
    """Open the request, with the files that came along."""
    attaching = Attaching()
    async with read_file_form(call.request) as form:
        try:
            await attaching.store(call, form, FileFor())
            request = await open_request(
                call, _wanted(call, form.fields, attaching), form.fields["idempotency_key"]
            )
        except MENDABLE as error:
            problem = problems.problem_of(error)
            if problem is None:
                raise
            details = problems.describe(problem, call.texts, call.context.correlation_id)
            return await _shown(call, details, form.fields, attaching)
    return redirect(call, f"/requests/{request.id}?done=opened")


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
    fields = {
        name.removeprefix(_FIELD): value
        for name, value in form.items()
        if name.startswith(_FIELD) and value.strip()
    }
    return NewRequest(
        kind=words.kind,
        title=words.title,
        description=words.description,
        fields=dict(fields),
        attachments=attaching.ids,
    )


async def _shown(
    call: Call,
    problem: ProblemDetails | None,
    form: dict[str, str],
    attaching: Attaching | None,
) -> Response:
    kinds = (await call.around.tickets.list_request_types(call.context)).items
    offered = [kind for kind in kinds if kind.is_offered]
    key = call.request.query_params.get("kind", "")
    kind = next((each for each in offered if each.key == key), None)
    if key and kind is None:
        raise NotFound("request_type")
    if kind is not None and problem is None:
        form = await _about_device(call, kind) | form
    words = words_for(call)
    return page(
        call,
        "new_request.html",
        status=problem.status if problem else 200,
        kinds=offered,
        kind=kind,
        options={} if kind is None else _options(kind, words),
        words=words,
        form=form,
        # The same form sent twice opens one request.
        key=form.get("idempotency_key") or secrets.token_urlsafe(),
        attaching=attaching,
        problem=problem,
    )


async def _about_device(call: Call, kind: RequestType) -> dict[str, str]:
    """Return the form filled in with the device whose page led here, if one did (C12)."""
    field = next((each for each in kind.fields if each.kind == _DEVICE), None)
    named = call.request.query_params.get(_DEVICE, "")
    if field is None or not named:
        return {}
    try:
        device_id = UUID(named)
    except ValueError:
        raise NotFound(_DEVICE) from None
    device = (await call.around.catalog.get_device(call.context, device_id)).device
    return {f"{_FIELD}{field.name}": device.number}


def _options(kind: RequestType, words: Words) -> dict[str, list[tuple[str, str]]]:
    """Return what may be chosen in each field that one chooses in."""
    options = {
        field.name: [(choice.value, words.label(choice.label)) for choice in field.choices]
        for field in kind.fields
        if field.kind == "choice"
    }
    for field in kind.fields:
        if field.kind == "area":
            options[field.name] = [(area, words.texts.word("areas", area)) for area in AREAS]
    return options
