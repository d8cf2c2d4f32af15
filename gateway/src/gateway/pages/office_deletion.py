"""Deletion runs at the vendor's office: proposed by one person, released by another."""

import asyncio
from datetime import date
from urllib.parse import urlencode

import msgspec
from starlette.responses import Response

from contracts.deletion import (
    DeletionItemQuery,
    DeletionRunQuery,
    ProposeDeletion,
    ReleaseDeletion,
)
from contracts.errors import AlreadyExists, ChangedMeanwhile, NotPermitted, RunDecided
from contracts.inbound import DOCUMENT_TYPES, DocumentType
from contracts.retention import GiveReason, Reason
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.pages.forms import MENDABLE, page_again, read_form
from gateway.pages.office import OFFICE, people, require_administration
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import ProblemDetails

RUNS = f"{OFFICE}/deletion-runs"
_MENDABLE = (*MENDABLE, AlreadyExists, ChangedMeanwhile, NotPermitted, RunDecided)
_DONE = frozenset({"proposed", "released", "withdrawn"})


class _Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """What the form asks for."""

    reason: Reason
    document_type: DocumentType | None = None
    retained_before: date | None = None


async def show_list(call: Call) -> Response:
    """List the runs, the latest first, with the form for another."""
    return await _list_shown(call, None, {})


async def propose(call: Call) -> Response:
    """Propose to destroy what both clocks have left."""
    require_administration(call)
    form = await read_form(call.request)
    try:
        wanted = read_values(form | {"reason": form.get("reason", "").strip()}, _Proposal)
        request = ProposeDeletion(
            reason=wanted.reason,
            document_type=wanted.document_type,
            retained_before=wanted.retained_before,
        )
        run = await call.around.billing_docs.propose_deletion(call.context, request)
    except _MENDABLE as error:
        return await page_again(call, error, lambda problem: _list_shown(call, problem, form))
    return redirect(call, f"{RUNS}/{run.id}?done=proposed")


async def show(call: Call) -> Response:
    """Show one run with its frozen list."""
    return await _shown(call, None)


async def release(call: Call) -> Response:
    """Release a run as the second person, by the list that was shown."""
    require_administration(call)
    form = await read_form(call.request)
    run_id = id_in(call, "run_id", "deletion_run")
    try:
        request = read_values({"items_sha256": form.get("items_sha256", "")}, ReleaseDeletion)
        await call.around.billing_docs.release_deletion(call.context, run_id, request)
    except _MENDABLE as error:
        return await page_again(call, error, lambda problem: _shown(call, problem))
    return redirect(call, f"{RUNS}/{run_id}?done=released")


async def withdraw(call: Call) -> Response:
    """Take a proposed run back."""
    require_administration(call)
    form = await read_form(call.request)
    run_id = id_in(call, "run_id", "deletion_run")
    try:
        reason = read_values({"reason": form.get("reason", "").strip()}, GiveReason)
        await call.around.billing_docs.withdraw_deletion(call.context, run_id, reason)
    except _MENDABLE as error:
        return await page_again(call, error, lambda problem: _shown(call, problem))
    return redirect(call, f"{RUNS}/{run_id}?done=withdrawn")


async def _list_shown(call: Call, problem: ProblemDetails | None, form: dict[str, str]) -> Response:
    require_administration(call)
    cursor = call.request.query_params.get("cursor", "")
    query = read_values({"cursor": cursor}, DeletionRunQuery)
    runs, known = await asyncio.gather(
        call.around.billing_docs.list_deletion_runs(call.context, query), people(call)
    )
    return page(
        call,
        "office_deletion_runs.html",
        status=problem.status if problem else 200,
        runs=runs.items,
        person=known,
        document_types=DOCUMENT_TYPES,
        next_address=f"{RUNS}?cursor={runs.next_cursor}" if runs.next_cursor else None,
        form=form,
        problem=problem,
    )


async def _shown(call: Call, problem: ProblemDetails | None) -> Response:
    require_administration(call)
    run_id = id_in(call, "run_id", "deletion_run")
    asked = call.request.query_params
    query = read_values({"cursor": asked.get("cursor", "")}, DeletionItemQuery)
    run, items, known = await asyncio.gather(
        call.around.billing_docs.get_deletion_run(call.context, run_id),
        call.around.billing_docs.list_deletion_items(call.context, run_id, query),
        people(call),
    )
    done, cursor = asked.get("done", ""), items.next_cursor
    return page(
        call,
        "office_deletion_run.html",
        status=problem.status if problem else 200,
        run=run,
        items=items.items,
        person=known,
        is_own=run.proposed_by == f"person:{call.identified.principal.subject}",
        next_address=f"{RUNS}/{run_id}?{urlencode({'cursor': cursor})}" if cursor else None,
        done=done if done in _DONE and problem is None else None,
        problem=problem,
    )
