"""Changes of master data at the vendor's desk: what was on file, what is to be, yes or no."""

import msgspec
from starlette.responses import Response

from contracts.errors import ChangedMeanwhile, InvalidInput, NotPermitted
from contracts.master_data import FIELDS_OF
from contracts.master_data_changes import MasterDataChangeQuery
from gateway.api.decoding import read_values
from gateway.api.master_data import (
    MasterDataApproval,
    MasterDataRefusal,
    approve_master_data_change,
    get_master_data_change,
    list_master_data_changes,
    refuse_master_data_change,
)
from gateway.call import Call
from gateway.pages.company import change_id_in
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.problems import InvalidFields, ProblemDetails

MASTER_DATA = "/master-data"
_MENDABLE = (ChangedMeanwhile, InvalidFields, InvalidInput)
_DONE = frozenset({"approved", "refused"})


async def show_list(call: Call) -> Response:
    """List what is to be decided, or everything; the change of one request is shown at once."""
    _require_staff(call)
    asked = call.request.query_params
    shows_all = asked.get("state") == "all"
    wanted = {"cursor": asked.get("cursor", ""), "request_id": asked.get("request", "")}
    query = read_values(wanted, MasterDataChangeQuery)
    if not shows_all and query.request_id is None:
        query = msgspec.structs.replace(query, state="waiting_for_vendor")
    changes = await list_master_data_changes(call, query)
    if query.request_id is not None and changes.items:
        return redirect(call, f"{MASTER_DATA}/{changes.items[0].id}")
    return page(
        call,
        "master_data_changes.html",
        changes=changes.items,
        next_cursor=changes.next_cursor,
        shows_all=shows_all,
    )


async def show(call: Call) -> Response:
    """Show one change: then, today and from now on, side by side."""
    return await _shown(call, None, {})


async def approve(call: Call) -> Response:
    """Let it come into force."""
    form = await read_form(call.request)
    change_id = change_id_in(call)
    try:
        await approve_master_data_change(call, change_id, MasterDataApproval(seen=form.get("seen")))
    except _MENDABLE as error:
        return await _shown_with(call, error, form)
    return redirect(call, f"{MASTER_DATA}/{change_id}?done=approved")


async def refuse(call: Call) -> Response:
    """Refuse it, with a reason."""
    form = await read_form(call.request)
    change_id = change_id_in(call)
    try:
        refusal = read_values({"reason": form.get("reason", "")}, MasterDataRefusal)
        await refuse_master_data_change(call, change_id, refusal)
    except _MENDABLE as error:
        return await _shown_with(call, error, form)
    return redirect(call, f"{MASTER_DATA}/{change_id}?done=refused")


def _require_staff(call: Call) -> None:
    """Return when the vendor's people ask; customers have a page of their own."""
    if not call.identified.principal.is_staff:
        raise NotPermitted("vendor_staff")


async def _shown_with(call: Call, error: Exception, form: dict[str, str]) -> Response:
    return await page_again(call, error, lambda details: _shown(call, details, form))


async def _shown(call: Call, problem: ProblemDetails | None, form: dict[str, str]) -> Response:
    _require_staff(call)
    detail = await get_master_data_change(call, change_id_in(call))
    done = call.request.query_params.get("done", "")
    return page(
        call,
        "master_data_change.html",
        status=problem.status if problem else 200,
        detail=detail,
        change=detail.change,
        fields=FIELDS_OF[detail.change.kind],
        form=form,
        done=done if done in _DONE and problem is None else None,
        problem=problem,
    )
