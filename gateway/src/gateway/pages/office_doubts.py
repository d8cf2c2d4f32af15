"""Attempts of which nobody knows whether they arrived, and what becomes of them."""

from typing import get_args
from urllib.parse import urlencode

from starlette.responses import Response

from contracts.doubtful_messages import DecideDoubts, DoubtDecision, DoubtfulQuery
from gateway.api.decoding import read_values
from gateway.api.message_history import decide_doubtful_messages, list_doubtful_messages
from gateway.call import Call
from gateway.pages.forms import MENDABLE, page_again, read_fields
from gateway.pages.office import OFFICE, chosen_ids, names_of, require_administration
from gateway.pages.page import page, redirect
from gateway.problems import InvalidFields, ProblemDetails

DOUBTS = f"{OFFICE}/doubts"
_DONE = frozenset({*get_args(DoubtDecision), "nothing"})


async def show(call: Call) -> Response:
    """List what nobody has decided about."""
    return await _shown(call, None)


async def decide(call: Call) -> Response:
    """Send the chosen ones again, or let them rest."""
    require_administration(call)
    fields = await read_fields(call.request)
    try:
        done = await _decide(call, fields)
    except MENDABLE as error:
        return await page_again(call, error, lambda problem: _shown(call, problem))
    return redirect(call, f"{DOUBTS}?done={done}")


async def _decide(call: Call, fields: list[tuple[str, str]]) -> str:
    ids = tuple(dict.fromkeys(chosen_ids(fields)))
    if not ids:
        raise InvalidFields((("id", "missing"),))
    wanted: DoubtDecision = "let_rest" if ("action", "let_rest") in fields else "send_again"
    settled = await decide_doubtful_messages(call, DecideDoubts(ids=ids, decision=wanted))
    return wanted if settled.count else "nothing"


async def _shown(call: Call, problem: ProblemDetails | None) -> Response:
    require_administration(call)
    asked = call.request.query_params
    query = read_values({"cursor": asked["cursor"]} if asked.get("cursor") else {}, DoubtfulQuery)
    found = await list_doubtful_messages(call, query)
    named = {each.organisation_id for each in found.items if each.organisation_id}
    done = asked.get("done", "")
    return page(
        call,
        "office_doubts.html",
        status=problem.status if problem else 200,
        attempts=found.items,
        names=await names_of(call, named),
        count=found.count,
        next_address=(
            f"{DOUBTS}?{urlencode({'cursor': found.next_cursor})}" if found.next_cursor else None
        ),
        done=done if done in _DONE and problem is None else None,
        problem=problem,
    )
