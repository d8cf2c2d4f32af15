"""Print batches at the vendor's office: what the print room fetches, and what it has printed."""

from typing import get_args
from urllib.parse import urlencode

from starlette.responses import Response

from contracts.delivery import PrintBatchQuery, PrintBatchState
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.pages.office import OFFICE, require_administration
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in

BATCHES = f"{OFFICE}/print-batches"
STATES: tuple[PrintBatchState, ...] = get_args(PrintBatchState)


async def show(call: Call) -> Response:
    """List the batches, the newest business day first."""
    require_administration(call)
    asked = call.request.query_params
    wanted = {"state": asked.get("state", ""), "cursor": asked.get("cursor", "")}
    query = read_values(wanted, PrintBatchQuery)
    found = await call.around.billing_docs.list_print_batches(call.context, query)
    following = {"state": query.state or "", "cursor": found.next_cursor or ""}
    return page(
        call,
        "office_print_batches.html",
        batches=found.items,
        states=STATES,
        state=query.state,
        next_address=f"{BATCHES}?{urlencode(following)}" if found.next_cursor else None,
        is_done="done" in asked,
    )


async def mark_printed(call: Call) -> Response:
    """Note that a batch has been printed."""
    require_administration(call)
    batch_id = id_in(call, "batch_id", "print_batch")
    await call.around.billing_docs.mark_printed(call.context, batch_id)
    return redirect(call, f"{BATCHES}?done=printed")
