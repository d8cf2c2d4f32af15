"""Events that were set aside: why, and what becomes of them."""

from urllib.parse import urlencode
from uuid import UUID

from starlette.responses import Response

from contracts.document_office import (
    DiscardParkedEvent,
    ParkedEventQuery,
    ReplayParkedEvents,
)
from contracts.errors import NotFound
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.pages.forms import MENDABLE, page_again, read_fields
from gateway.pages.office import OFFICE, chosen_ids, require_administration
from gateway.pages.page import page, redirect
from gateway.problems import InvalidFields, ProblemDetails

PARKED = f"{OFFICE}/parked"
_MENDABLE = (*MENDABLE, NotFound)
_DONE = frozenset({"replayed", "discarded", "nothing"})


async def show(call: Call) -> Response:
    """List what waits, of every reason or of one."""
    return await _shown(call, None)


async def settle(call: Call) -> Response:
    """Send the chosen events through the front door again, or settle them without."""
    require_administration(call)
    fields = await read_fields(call.request)
    form = dict(fields)
    try:
        done = await _settle(call, chosen_ids(fields), form)
    except _MENDABLE as error:
        return await page_again(
            call, error, lambda problem: _shown(call, problem, form.get("reason", ""))
        )
    code = call.request.query_params.get("code")
    return redirect(
        call, f"{PARKED}?{urlencode({'done': done, **({'code': code} if code else {})})}"
    )


async def _settle(call: Call, ids: tuple[UUID, ...], form: dict[str, str]) -> str:
    if not ids:
        raise InvalidFields((("id", "missing"),))
    if form.get("action") == "discard":
        reason = read_values({"reason": form.get("reason", "").strip()}, DiscardParkedEvent)
        for parked_id in ids:
            await call.around.billing_docs.discard_parked_event(call.context, parked_id, reason)
        return "discarded"
    replayed = await call.around.billing_docs.replay_parked_events(
        call.context, ReplayParkedEvents(ids=ids)
    )
    return "replayed" if replayed.count else "nothing"


async def _shown(call: Call, problem: ProblemDetails | None, reason: str = "") -> Response:
    require_administration(call)
    asked = call.request.query_params
    wanted = {"code": asked.get("code", ""), "cursor": asked.get("cursor", "")}
    query = read_values(wanted, ParkedEventQuery)
    found = await call.around.billing_docs.list_parked_events(call.context, query)
    done = asked.get("done", "")
    return page(
        call,
        "office_parked.html",
        status=problem.status if problem else 200,
        events=found.items,
        counts=found.counts,
        total=sum(each.count for each in found.counts),
        code=query.code or "",
        address=_address(query.code),
        next_address=_address(query.code, found.next_cursor) if found.next_cursor else None,
        done=done if done in _DONE and problem is None else None,
        reason=reason,
        problem=problem,
    )


def _address(code: str | None, cursor: str | None = None) -> str:
    said = {"code": code, "cursor": cursor}
    query = urlencode({name: value for name, value in said.items() if value})
    return f"{PARKED}?{query}" if query else PARKED
