"""Invoice runs at the vendor's office: announced, received, missing, told."""

from collections.abc import Mapping
from typing import get_args
from urllib.parse import urlencode

import msgspec
from starlette.responses import Response

from contracts.errors import EventConflict, EventRefused, RunDecided
from contracts.invoice_runs import AnnounceRun, CloseInvoiceRun, InvoiceRunQuery, RunState
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.pages.euros import euros_in
from gateway.pages.forms import MENDABLE, page_again, read_form
from gateway.pages.office import OFFICE, require_administration
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.pages.run_chart import arrival_bar, delivery_bar, progress_bar
from gateway.problems import ProblemDetails

RUNS = f"{OFFICE}/runs"
STATES: tuple[RunState, ...] = get_args(RunState)
_MENDABLE = (*MENDABLE, RunDecided)
_ANNOUNCED = ("source", "run_id", "document_count", "first_number", "last_number")


async def show_list(call: Call) -> Response:
    """List the runs, the last seen first, and the form that announces one."""
    return await _listed(call, None, None)


async def _listed(
    call: Call, problem: ProblemDetails | None, form: dict[str, str] | None
) -> Response:
    require_administration(call)
    asked = call.request.query_params
    wanted = {"state": asked.get("state", ""), "cursor": asked.get("cursor", "")}
    query = read_values(wanted, InvoiceRunQuery)
    found = await call.around.billing_docs.list_invoice_runs(call.context, query)
    following = {"state": query.state or "", "cursor": found.next_cursor or ""}
    return page(
        call,
        "office_runs.html",
        status=problem.status if problem else 200,
        runs=[(run, progress_bar(run)) for run in found.items],
        states=STATES,
        state=query.state,
        next_address=f"{RUNS}?{urlencode(following)}" if found.next_cursor else None,
        form=_to_announce(asked) if form is None else form,
        is_announcing=form is not None or "run_id" in asked,
        is_announced=asked.get("done") == "announced" and problem is None,
        problem=problem,
    )


async def announce(call: Call) -> Response:
    """Announce a run for a system that does not do it itself."""
    require_administration(call)
    form = await read_form(call.request)
    try:
        await call.around.billing_docs.announce_run_by_hand(call.context, _announcement_in(form))
    except (*MENDABLE, EventConflict, EventRefused) as error:
        return await page_again(call, error, lambda problem: _listed(call, problem, form))
    return redirect(call, f"{RUNS}?done=announced")


async def show(call: Call) -> Response:
    """Show what has come of one run."""
    return await _shown(call, None, "")


async def close(call: Call) -> Response:
    """End a run that will not become complete."""
    require_administration(call)
    form = await read_form(call.request)
    run_id = id_in(call, "invoice_run_id", "invoice_run")
    reason = form.get("reason", "").strip()
    try:
        request = read_values({"reason": reason}, CloseInvoiceRun)
        await call.around.billing_docs.close_invoice_run(call.context, run_id, request)
    except _MENDABLE as error:
        return await page_again(call, error, lambda problem: _shown(call, problem, reason))
    return redirect(call, f"{RUNS}/{run_id}?done=closed")


async def _shown(call: Call, problem: ProblemDetails | None, reason: str) -> Response:
    require_administration(call)
    run_id = id_in(call, "invoice_run_id", "invoice_run")
    report = await call.around.billing_docs.get_invoice_run(call.context, run_id)
    return page(
        call,
        "office_run.html",
        status=problem.status if problem else 200,
        report=report,
        run=report.run,
        arrival=arrival_bar(report),
        delivery=delivery_bar(report),
        is_done="done" in call.request.query_params and problem is None,
        reason=reason,
        problem=problem,
    )


def _to_announce(asked: Mapping[str, str]) -> dict[str, str]:
    """Return the form as the page of a run that nobody has announced leads to it."""
    return {name: asked[name][:250] for name in ("source", "run_id") if name in asked}


def _announcement_in(form: dict[str, str]) -> AnnounceRun:
    """Return the run that was typed; its sum is in euros.

    Raises:
        InvalidFields: something is missing or cannot be.
    """
    wanted = {name: form.get(name, "").strip() for name in _ANNOUNCED}
    run = read_values(wanted, AnnounceRun)
    typed = form.get("total", "").strip()
    return msgspec.structs.replace(run, total=euros_in("total", typed)) if typed else run
