"""Messages that were given up: why, and what becomes of them."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.abandoned import AbandonedQuery, PutAwayMessages, ReplayMessages
from gateway.api.abandoned_messages import (
    list_abandoned_messages,
    put_away_messages,
    replay_messages,
)
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.pages.forms import MENDABLE, page_again, read_fields
from gateway.pages.office import OFFICE, chosen_ids, names_of, require_administration
from gateway.pages.page import page, redirect
from gateway.problems import InvalidFields, ProblemDetails

MESSAGES = f"{OFFICE}/messages"
_DONE = frozenset({"replayed", "put_away", "nothing"})


class _Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why messages need nothing more."""

    reason: Annotated[str, msgspec.Meta(min_length=3, max_length=200)]


async def show(call: Call) -> Response:
    """List what was given up, of every kind or of one."""
    return await _shown(call, None)


async def settle(call: Call) -> Response:
    """Send the chosen messages again, or put them away."""
    require_administration(call)
    fields = await read_fields(call.request)
    form = dict(fields)
    try:
        done = await _settle(call, chosen_ids(fields), form)
    except MENDABLE as error:
        return await page_again(
            call, error, lambda problem: _shown(call, problem, form.get("reason", ""))
        )
    kind = call.request.query_params.get("kind")
    return redirect(
        call, f"{MESSAGES}?{urlencode({'done': done, **({'kind': kind} if kind else {})})}"
    )


async def _settle(call: Call, ids: tuple[UUID, ...], form: dict[str, str]) -> str:
    if not ids:
        raise InvalidFields((("id", "missing"),))
    if form.get("action") == "put_away":
        given = read_values({"reason": form.get("reason", "").strip()}, _Reason)
        settled = await put_away_messages(call, PutAwayMessages(ids=ids, reason=given.reason))
        return "put_away" if settled.count else "nothing"
    settled = await replay_messages(call, ReplayMessages(ids=ids))
    return "replayed" if settled.count else "nothing"


async def _shown(call: Call, problem: ProblemDetails | None, reason: str = "") -> Response:
    require_administration(call)
    asked = call.request.query_params
    wanted = {name: asked[name] for name in ("kind", "cursor") if asked.get(name)}
    query = read_values(wanted, AbandonedQuery)
    found = await list_abandoned_messages(call, query)
    organisations = {each.organisation_id for each in found.items if each.organisation_id}
    done = asked.get("done", "")
    return page(
        call,
        "office_messages.html",
        status=problem.status if problem else 200,
        messages=found.items,
        names=await names_of(call, organisations),
        counts=found.counts,
        kind=query.kind or "",
        address=_address(query.kind),
        next_address=_address(query.kind, found.next_cursor) if found.next_cursor else None,
        done=done if done in _DONE and problem is None else None,
        reason=reason,
        problem=problem,
    )


def _address(kind: str | None, cursor: str | None = None) -> str:
    said = {"kind": kind, "cursor": cursor}
    query = urlencode({name: value for name, value in said.items() if value})
    return f"{MESSAGES}?{query}" if query else MESSAGES
