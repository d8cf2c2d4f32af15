"""Master data as the company's administrators see them, and ask to have them changed."""

import asyncio
import secrets
from datetime import date
from typing import get_args
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.errors import (
    ChangedMeanwhile,
    InvalidInput,
    MasterDataChangeWaiting,
    NoMembership,
)
from contracts.master_data import FIELDS_OF, MasterData, MasterDataKind
from contracts.master_data_changes import MasterDataChangeQuery
from gateway import formats
from gateway.api.decoding import read_values
from gateway.api.master_data import (
    NewMasterDataChange,
    get_company_data,
    list_master_data_changes,
    request_master_data_change,
    withdraw_master_data_change,
)
from gateway.call import Call
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails

COMPANY = "/company"
_KINDS: tuple[MasterDataKind, ...] = get_args(MasterDataKind)
_MENDABLE = (ChangedMeanwhile, InvalidFields, InvalidInput, MasterDataChangeWaiting)
_DONE = frozenset({"asked", "withdrawn"})
_SHOWN_CHANGES = 20


class _KindAndDay(msgspec.Struct, frozen=True, kw_only=True):
    """What of a form is more than text."""

    kind: MasterDataKind
    effective_on: date | None = None


async def show(call: Call) -> Response:
    """Show what is on file, what waits, and what became of earlier wishes."""
    return await _shown(call, None, {})


async def ask_for_change(call: Call) -> Response:
    """Ask for a change of one kind."""
    form = await read_form(call.request)
    try:
        key = form.get("idempotency_key") or secrets.token_urlsafe()
        await request_master_data_change(call, _wish_in(form), key)
    except _MENDABLE as error:
        return await _shown_with(call, error, form)
    return redirect(call, f"{COMPANY}?done=asked")


async def withdraw(call: Call) -> Response:
    """Take a wish back."""
    try:
        await withdraw_master_data_change(call, change_id_in(call))
    except _MENDABLE as error:
        return await _shown_with(call, error, {})
    return redirect(call, f"{COMPANY}?done=withdrawn")


def change_id_in(call: Call) -> UUID:
    """Return which change the address names.

    Raises:
        NotFound: it cannot be one.
    """
    return id_in(call, "change_id", "master_data_change")


def _wish_in(form: dict[str, str]) -> NewMasterDataChange:
    """Return what the form says; the service looks at each value.

    Raises:
        InvalidFields: there is no such kind, or the day is none.
    """
    wanted = {name: form.get(name, "") for name in ("kind", "effective_on")}
    read = read_values(wanted, _KindAndDay)
    values = {name: form[name] for name in FIELDS_OF[read.kind] if form.get(name, "").strip()}
    return NewMasterDataChange(
        kind=read.kind,
        values=MasterData(**values),
        effective_on=read.effective_on,
        note=form.get("note", "").replace("\r\n", "\n"),
    )


async def _shown_with(call: Call, error: Exception, form: dict[str, str]) -> Response:
    return await page_again(call, error, lambda details: _shown(call, details, form))


async def _shown(call: Call, problem: ProblemDetails | None, form: dict[str, str]) -> Response:
    organisation_id = call.identified.principal.organisation_id
    if organisation_id is None:
        raise NoMembership
    company, changes = await asyncio.gather(
        get_company_data(call, organisation_id),
        list_master_data_changes(
            call,
            MasterDataChangeQuery(organisation_id=organisation_id, limit=_SHOWN_CHANGES),
        ),
    )
    waiting = {each.kind: each for each in changes.items if each.state == "waiting_for_vendor"}
    done = call.request.query_params.get("done", "")
    return page(
        call,
        "company.html",
        status=problem.status if problem else 200,
        company=company,
        kinds=_KINDS,
        fields_of=FIELDS_OF,
        countries=formats.countries(call.language),
        waiting=waiting,
        decided=[each for each in changes.items if each.state != "waiting_for_vendor"],
        form=form,
        new_key=secrets.token_urlsafe(),
        done=done if done in _DONE and problem is None else None,
        problem=problem,
    )
