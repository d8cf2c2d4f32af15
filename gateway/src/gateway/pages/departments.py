"""The vendor's departments: what they are called, who is in them, which topics lead to them."""

import asyncio
from collections.abc import Iterable
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.departments import Department, DepartmentMember, PutDepartment
from contracts.errors import ChangedMeanwhile, InvalidInput, NotFound
from contracts.request_types import Choice, Label, PutRequestType, RequestField, RequestType
from gateway.call import Call
from gateway.pages.forms import page_again, read_fields, read_form
from gateway.pages.page import page, redirect
from gateway.pages.request_words import words_for
from gateway.problems import InvalidFields, ProblemDetails

DEPARTMENTS = "/desk/departments"
_MENDABLE = (ChangedMeanwhile, InvalidFields, InvalidInput)


async def show(call: Call) -> Response:
    """Show all departments, the form for one of them or for a new one, and the topics."""
    return await _shown(call, call.request.query_params.get("key", ""), None)


async def save(call: Call) -> Response:
    """Keep a new department, or change one."""
    fields = await read_fields(call.request)
    form = dict(fields)
    try:
        await call.around.tickets.put_department(call.context, _wanted(form, fields))
    except _MENDABLE as error:
        return await _shown_with(call, form.get("key", ""), error)
    return redirect(call, f"{DEPARTMENTS}?key={form.get('key', '')}&done=yes")


async def save_topics(call: Call) -> Response:
    """Say to which department each topic of one kind leads; open requests stay where they are."""
    form = await read_form(call.request)
    kinds = await call.around.tickets.list_request_types(call.context)
    kind = next((each for each in kinds.items if each.key == form.get("kind")), None)
    if kind is None:
        raise NotFound("request_type")
    try:
        await call.around.tickets.put_request_type(call.context, _with_topics(kind, form))
    except _MENDABLE as error:
        return await _shown_with(call, "", error)
    return redirect(call, f"{DEPARTMENTS}?done=yes")


def routing_fields(kind: RequestType) -> tuple[RequestField, ...]:
    """Return the fields of a kind whose values lead to departments."""
    return tuple(
        field for field in kind.fields if any(choice.department for choice in field.choices)
    )


def _wanted(form: dict[str, str], fields: Iterable[tuple[str, str]]) -> PutDepartment:
    """Return the department that the form describes.

    Raises:
        InvalidFields: a name is missing, or something is no id.
    """
    faults = [
        (name, "missing")
        for name in ("key", "label_de", "label_en")
        if not form.get(name, "").strip()
    ]
    if faults:
        raise InvalidFields(tuple(faults))
    ticked: dict[str, set[str]] = {}
    for name, value in fields:
        ticked.setdefault(name, set()).add(value)
    told, responsible = ticked.get("told", set()), form.get("responsible", "")
    people = ticked.get("member", set()) | told | ({responsible} if responsible else set())
    try:
        return PutDepartment(
            key=form["key"].strip(),
            base_version=int(form.get("base_version", "0")),
            label=Label(de=form["label_de"].strip(), en=form["label_en"].strip()),
            is_default=form.get("is_default") == "true",
            members=tuple(
                DepartmentMember(
                    person_id=UUID(person),
                    is_told=person in told,
                    is_responsible=person == responsible,
                )
                for person in sorted(people)
            ),
        )
    except ValueError as error:
        raise InvalidFields((("members", "not_an_id"),)) from error


def _with_topics(kind: RequestType, form: dict[str, str]) -> PutRequestType:
    fields = [
        msgspec.structs.replace(
            field, choices=tuple(_led(field.name, choice, form) for choice in field.choices)
        )
        for field in kind.fields
    ]
    values = {
        name: getattr(kind, name)
        for name in PutRequestType.__struct_fields__
        if name != "base_version"
    }
    version = form.get("version", "")
    return PutRequestType(
        **values | {"fields": tuple(fields)},
        base_version=int(version) if version.isdecimal() else kind.version,
    )


def _led(field: str, choice: Choice, form: dict[str, str]) -> Choice:
    """Return the topic with the department that the form names, or the one it has."""
    wanted = form.get(f"{field}.{choice.value}") or choice.department
    return msgspec.structs.replace(choice, department=wanted)


async def _shown_with(call: Call, key: str, error: Exception) -> Response:
    return await page_again(call, error, lambda details: _shown(call, key, details))


async def _shown(call: Call, key: str, problem: ProblemDetails | None) -> Response:
    departments, kinds, colleagues = await asyncio.gather(
        call.around.tickets.list_departments(call.context),
        call.around.tickets.list_request_types(call.context),
        call.around.identity.list_members(call.context, None),
    )
    chosen: Department | None = next((each for each in departments.items if each.key == key), None)
    return page(
        call,
        "departments.html",
        status=problem.status if problem else 200,
        departments=departments.items,
        chosen=chosen,
        members={each.person_id: each for each in chosen.members} if chosen else {},
        colleagues=colleagues.items,
        kinds=[(kind, routing_fields(kind)) for kind in kinds.items if routing_fields(kind)],
        words=words_for(call, departments.items),
        problem=problem,
        is_done="done" in call.request.query_params and problem is None,
    )
