"""Kinds of request as the vendor's people write them: what they are called, ask, and lead to.

Which fields a kind has, and of what sort, is said over the API; here their words are, and whether
they must be filled in. Which topic leads where stands on the page of departments.
"""

import asyncio
import re
from typing import Any

import msgspec
from starlette.responses import Response

from contracts.errors import ChangedMeanwhile, InvalidInput, NotFound, NotPermitted
from contracts.request_types import PutRequestType, RequestField, RequestType
from gateway.call import Call
from gateway.pages.desk_tools import PRIORITIES
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.pages.request_words import words_for
from gateway.problems import InvalidFields, ProblemDetails

KINDS = "/desk/request-types"
_PLACE = re.compile(r"\$\.(fields\[(?P<field>\d+)\]\.)?(?P<name>\w+)(\.(?P<language>de|en))?")
_MENDABLE = (ChangedMeanwhile, InvalidFields, InvalidInput)


async def show(call: Call) -> Response:
    """Show every kind, and the one that was chosen to be edited."""
    return await _shown(call, call.request.query_params.get("key", ""), None, {})


async def save(call: Call) -> Response:
    """Save a kind as its next version; requests keep the one they were opened with."""
    _require_staff(call)
    form = await read_form(call.request)
    key = form.get("key", "")
    kinds = await call.around.tickets.list_request_types(call.context)
    kind = next((each for each in kinds.items if each.key == key), None)
    if kind is None:
        raise NotFound("request_type")
    try:
        await call.around.tickets.put_request_type(call.context, _wanted(kind, form))
    except _MENDABLE as error:
        return await page_again(call, error, lambda details: _shown(call, key, details, form))
    return redirect(call, f"{KINDS}?key={key}&done=yes")


def _wanted(kind: RequestType, form: dict[str, str]) -> PutRequestType:
    """Return the kind with what the form says otherwise.

    Raises:
        InvalidFields: something is missing, stands in one language alone, or is too long.
    """
    places = ["", *(f"{field.name}." for field in kind.fields)]
    labels = [f"{place}label_{language}" for place in places for language in ("de", "en")]
    faults = [(label, "missing") for label in labels if not form.get(label, "").strip()]
    faults += [
        (f"{place}help_de", "both_languages")
        for place in places
        if bool(form.get(f"{place}help_de", "").strip())
        != bool(form.get(f"{place}help_en", "").strip())
    ]
    if faults:
        raise InvalidFields(tuple(faults))
    version = form.get("base_version", "")
    values: dict[str, Any] = {
        "key": kind.key,
        "base_version": int(version) if version.isdecimal() else kind.version,
        "label": _words(form, "label"),
        "help": _words(form, "help"),
        "fields": [_field(field, form) for field in kind.fields],
        "department": form.get("department", ""),
        "priority": form.get("priority", ""),
        "attaches": kind.attaches,
        "is_offered": form.get("is_offered") == "true",
        "kept_days": form.get("kept_days", "").strip() or None,
    }
    try:
        return msgspec.convert(values, PutRequestType, strict=False)
    except msgspec.ValidationError as error:
        raise InvalidFields(((_place_of(error, kind), "invalid"),)) from error


def _field(field: RequestField, form: dict[str, str]) -> dict[str, Any]:
    """Return the field with what the form says of it; of what sort it is stays."""
    place = f"{field.name}."
    values: dict[str, Any] = msgspec.to_builtins(field)
    return values | {
        "label": _words(form, f"{place}label"),
        "help": _words(form, f"{place}help"),
        "is_required": form.get(f"{place}is_required") == "true",
    }


def _place_of(error: msgspec.ValidationError, kind: RequestType) -> str:
    """Return how the form names what cannot be accepted, such as `since.label_de`."""
    found = _PLACE.search(str(error))
    if found is None:
        return ""
    field = f"{kind.fields[int(found['field'])].name}." if found["field"] else ""
    return f"{field}{found['name']}" + (f"_{found['language']}" if found["language"] else "")


def _words(form: dict[str, str], name: str) -> dict[str, str] | None:
    words = {language: form.get(f"{name}_{language}", "").strip() for language in ("de", "en")}
    return words if all(words.values()) else None


async def _shown(
    call: Call, key: str, problem: ProblemDetails | None, form: dict[str, str]
) -> Response:
    _require_staff(call)
    kinds, departments = await asyncio.gather(
        call.around.tickets.list_request_types(call.context),
        call.around.tickets.list_departments(call.context),
    )
    chosen = next((each for each in kinds.items if each.key == key), None)
    return page(
        call,
        "request_kinds.html",
        status=problem.status if problem else 200,
        kinds=kinds.items,
        chosen=chosen,
        departments=departments.items,
        priorities=PRIORITIES,
        words=words_for(call, departments.items),
        form=form or ({} if chosen is None else _as_form(chosen)),
        problem=problem,
        is_done="done" in call.request.query_params and problem is None,
    )


def _as_form(kind: RequestType) -> dict[str, str]:
    form = {
        "base_version": str(kind.version),
        "department": kind.department,
        "priority": kind.priority,
        "kept_days": "" if kind.kept_days is None else str(kind.kept_days),
        "is_offered": "true" if kind.is_offered else "",
    }
    places: list[tuple[str, RequestType | RequestField]] = [("", kind)]
    places += [(f"{field.name}.", field) for field in kind.fields]
    for place, each in places:
        form |= {f"{place}label_de": each.label.de, f"{place}label_en": each.label.en}
        if each.help is not None:
            form |= {f"{place}help_de": each.help.de, f"{place}help_en": each.help.en}
    return form | {
        f"{field.name}.is_required": "true" for field in kind.fields if field.is_required
    }


def _require_staff(call: Call) -> None:
    if not call.identified.principal.is_staff:
        raise NotPermitted("vendor_staff")
