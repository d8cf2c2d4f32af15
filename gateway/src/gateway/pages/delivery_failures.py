"""Documents that reached nobody by mail, for the vendor's administration."""

from starlette.responses import Response

from contracts.delivery_rules import FailureQuery
from gateway.api.decoding import read_values
from gateway.api.delivery_rules import (
    Settlement,
    list_delivery_failures,
    settle_delivery_failure,
)
from gateway.call import Call
from gateway.pages.forms import read_form
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in

FAILURES = "/delivery-failures"


async def show(call: Call) -> Response:
    """Show what is open, the last first."""
    cursor = call.request.query_params.get("cursor", "")
    query = read_values({"cursor": cursor}, FailureQuery)
    found = await list_delivery_failures(call, query)
    return page(
        call,
        "delivery_failures.html",
        failures=found.items,
        next_address=f"{FAILURES}?cursor={found.next_cursor}" if found.next_cursor else None,
        is_done="done" in call.request.query_params,
        is_staff=call.identified.principal.is_staff,
    )


async def settle(call: Call) -> Response:
    """Say that a document is taken care of, or have it printed."""
    form = await read_form(call.request)
    document_id = id_in(call, "document_id", "delivery_failure")
    wanted = read_values({"how": form.get("how", "")}, Settlement)
    await settle_delivery_failure(call, document_id, wanted)
    return redirect(call, f"{FAILURES}?done=yes")
