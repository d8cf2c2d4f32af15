"""For people who belong to no company yet: what they may do, and how to be let in (SE-32)."""

from functools import partial

from starlette.responses import Response

from contracts.accounts import RequestAccess
from gateway.api.access_requests import request_access
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.pages.forms import MENDABLE, read_form, shown_again
from gateway.pages.page import page, redirect
from gateway.problems import ProblemDetails

ACCESS = "/access"


async def show(call: Call) -> Response:
    """Show the form, and after it was sent what happens next."""
    return _form(call, {}, None)


async def ask(call: Call) -> Response:
    """Ask the company's administrators; the answer is the same for every customer number."""
    form = await read_form(call.request)
    try:
        await request_access(call, read_values(form, RequestAccess))
    except MENDABLE as error:
        return shown_again(call, error, partial(_form, call, form))
    return redirect(call, f"{ACCESS}?sent=yes")


def _form(call: Call, filled_in: dict[str, str], problem: ProblemDetails | None) -> Response:
    return page(
        call,
        "access.html",
        status=problem.status if problem else 200,
        is_sent="sent" in call.request.query_params and problem is None,
        organisation=call.identified.authenticated.organisation,
        customer_number=filled_in.get("customer_number", ""),
        note=filled_in.get("note", ""),
        problem=problem,
    )
