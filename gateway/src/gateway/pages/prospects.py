"""Prospects: the form for a new one, with a hint at likely duplicates, and for changing one."""

import secrets

import msgspec
from starlette.responses import Response

from contracts.errors import AreaNotVisible, ChangedMeanwhile, InvalidInput, NotFound
from contracts.partner_accounts import Duplicates, Particulars
from gateway import formats
from gateway.api.accounts import (
    ChangedProspect,
    NewProspect,
    change_prospect,
    create_prospect,
    get_account,
    remove_prospect,
)
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.pages.customers import CUSTOMERS, account_id_in
from gateway.pages.forms import problem_in, read_form
from gateway.pages.navigation import sees_customers
from gateway.pages.page import page, redirect
from gateway.problems import InvalidFields, ProblemDetails

FIELDS = tuple(field.name for field in msgspec.structs.fields(Particulars))
_MENDABLE = (ChangedMeanwhile, InvalidFields, InvalidInput)
_NOBODY = Duplicates(items=())


async def show_new(call: Call) -> Response:
    """Show the form for a new prospect to whoever sees the customers of his partner."""
    if not sees_customers(call.identified.principal):
        raise AreaNotVisible("business")
    return _form(call, {"idempotency_key": secrets.token_urlsafe()})


async def create(call: Call) -> Response:
    """Create the prospect; where somebody may be the same, only after one has seen him."""
    form = await read_form(call.request)
    try:
        wanted = _prospect_in(form)
        if form.get("seen") != "true":
            found = await call.around.catalog.find_duplicates(call.context, wanted.name, ())
            if found.items:
                return _form(call, form, duplicates=found)
        key = form.get("idempotency_key") or secrets.token_urlsafe()
        prospect = await create_prospect(call, wanted, key)
    except _MENDABLE as error:
        return _form(call, form, problem=problem_in(call, error))
    return redirect(call, f"{CUSTOMERS}/{prospect.account.id}?done=created")


async def show_change(call: Call) -> Response:
    """Show the form for changing a prospect."""
    detail = await get_account(call, account_id_in(call))
    if detail.particulars is None:
        raise NotFound("prospect")
    known = {k: v for k, v in msgspec.to_builtins(detail.particulars).items() if v is not None}
    form = {"name": detail.account.name, "base_version": str(detail.version), **known}
    return _form(call, form, prospect_id=str(detail.account.id))


async def change(call: Call) -> Response:
    """Change what is known of a prospect."""
    prospect_id = account_id_in(call)
    form = await read_form(call.request)
    try:
        wanted = _prospect_in(form)
        version = form.get("base_version", "")
        body = ChangedProspect(
            base_version=int(version) if version.isdecimal() else 0,
            name=wanted.name,
            particulars=wanted.particulars,
        )
        await change_prospect(call, prospect_id, body)
    except _MENDABLE as error:
        problem = problem_in(call, error)
        return _form(call, form, problem=problem, prospect_id=str(prospect_id))
    return redirect(call, f"{CUSTOMERS}/{prospect_id}?done=changed")


async def remove(call: Call) -> Response:
    """Delete a prospect."""
    await remove_prospect(call, account_id_in(call))
    return redirect(call, f"{CUSTOMERS}?done=removed")


def _prospect_in(form: dict[str, str]) -> NewProspect:
    """Return the prospect that the form describes.

    Raises:
        InvalidFields: a value cannot be accepted.
    """
    if not form.get("name", "").strip():
        raise InvalidFields((("name", "missing"),))
    values = {name: form[name].strip() for name in FIELDS if form.get(name, "").strip()}
    if "note" in values:
        values["note"] = values["note"].replace("\r\n", "\n")
    named = read_values({"name": form["name"]}, NewProspect)
    return msgspec.structs.replace(named, particulars=read_values(values, Particulars))


def _form(
    call: Call,
    form: dict[str, str],
    *,
    problem: ProblemDetails | None = None,
    duplicates: Duplicates = _NOBODY,
    prospect_id: str | None = None,
) -> Response:
    return page(
        call,
        "prospect.html",
        status=problem.status if problem else 200,
        form=form,
        fields=FIELDS,
        countries=formats.countries(call.language),
        duplicates=duplicates.items,
        prospect_id=prospect_id,
        problem=problem,
    )
