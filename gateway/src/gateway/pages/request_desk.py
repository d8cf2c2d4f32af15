"""The vendor's desk: what is to be done, and what is done with one request."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.errors import NotPermitted
from contracts.request_desk import DeskQuery
from contracts.tickets import RequestState
from gateway.api.decoding import read_values
from gateway.api.request_desk import (
    Assignee,
    DepartmentChoice,
    HoldReasonGiven,
    MergeChoice,
    NextState,
    PriorityChoice,
    assign_request,
    change_state,
    hold_request,
    merge_request,
    move_request,
    release_request,
    set_priority,
)
from gateway.call import Call
from gateway.pages.desk_tools import organisation_names
from gateway.pages.forms import read_form
from gateway.pages.page import page, redirect
from gateway.pages.request import MENDABLE, request_id_in, shown_again
from gateway.pages.request_list import STATES
from gateway.pages.request_words import words_for
from gateway.problems import InvalidFields

DESK = "/desk"
_PAGE_SIZE = 25


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What the queue is narrowed to, as it stands in the address."""

    department: str = ""
    assignee: str = ""
    organisation_id: UUID | None = None
    state: RequestState | Literal["open", "all"] = "open"
    kind: str = ""
    search: str = ""
    is_overdue: bool = False
    sort: Literal["opened", "activity"] = "activity"

    @property
    def are_set(self) -> bool:
        """Whether anything is narrowed."""
        return self != Filters(sort=self.sort)

    def address(self, **changes: str) -> str:
        """Return the address of the queue with some of it changed."""
        plain = msgspec.to_builtins(Filters())
        values = {**msgspec.to_builtins(self), **changes}
        given = {
            name: str(value).lower() if isinstance(value, bool) else value
            for name, value in values.items()
            if value != plain.get(name) and value != ""
        }
        return DESK + (f"?{urlencode(given)}" if given else "")

    def query(self, cursor: str) -> DeskQuery:
        """Return what the service is asked."""
        is_one_state = self.state not in {"open", "all"}
        return DeskQuery(
            department=self.department or None,
            assignee=self.assignee or None,
            organisation_id=self.organisation_id,
            state=self.state if is_one_state else None,  # type: ignore[arg-type]  # one of them
            open=True if self.state == "open" else None,
            kind=self.kind or None,
            search=self.search or None,
            is_overdue=self.is_overdue,
            sort=self.sort,
            cursor=cursor or None,
            limit=_PAGE_SIZE,
        )


async def show(call: Call) -> Response:
    """Show all customers' requests, the open ones unless asked otherwise."""
    if not call.identified.principal.is_staff:
        raise NotPermitted("staff")
    read_at = datetime.now(UTC)
    parameters = dict(call.request.query_params)
    cursor = parameters.get("cursor", "")
    filters = read_values(parameters, Filters)
    found, departments, kinds, colleagues = await asyncio.gather(
        call.around.tickets.list_desk_requests(call.context, filters.query(cursor)),
        call.around.tickets.list_departments(call.context),
        call.around.tickets.list_request_types(call.context),
        call.around.identity.list_members(call.context, None),
    )
    return page(
        call,
        "desk.html",
        asks_back=True,
        filters=filters,
        requests=found.items,
        names=await organisation_names(call, found.items),
        departments=departments.items,
        kinds=kinds.items,
        colleagues=colleagues.items,
        states=STATES,
        words=words_for(call, departments.items),
        read_at=read_at,
        is_first_page=not cursor,
        next_address=filters.address(cursor=found.next_cursor) if found.next_cursor else None,
    )


async def change(call: Call) -> Response:
    """Do with the request what the form says, and show it."""
    request_id, form = request_id_in(call), await read_form(call.request)
    action = form.get("action", "")
    try:
        if action not in _ACTIONS:
            raise InvalidFields((("action", "not_offered"),))
        await _ACTIONS[action](call, request_id, form)
    except MENDABLE as error:
        return await shown_again(call, request_id, error, form)
    return redirect(call, f"/requests/{request_id}?done=changed")


async def _change_state(call: Call, request_id: UUID, form: dict[str, str]) -> None:
    wanted = {name: form.get(name, "") for name in ("from_state", "to_state")}
    await change_state(call, request_id, read_values(wanted, NextState))


async def _assign(call: Call, request_id: UUID, form: dict[str, str]) -> None:
    chosen = form.get("person_id", "")
    wanted = Assignee(person_id=None)
    if chosen == "me":
        wanted = Assignee(person_id=call.identified.principal.subject)
    elif chosen:
        wanted = read_values({"person_id": chosen}, Assignee)
    await assign_request(call, request_id, wanted)


async def _move(call: Call, request_id: UUID, form: dict[str, str]) -> None:
    wanted = read_values({"department": form.get("department", "")}, DepartmentChoice)
    await move_request(call, request_id, wanted)


async def _prioritise(call: Call, request_id: UUID, form: dict[str, str]) -> None:
    wanted = read_values({"priority": form.get("priority", "")}, PriorityChoice)
    await set_priority(call, request_id, wanted)


async def _merge(call: Call, request_id: UUID, form: dict[str, str]) -> None:
    wanted = read_values({"into_request_id": form.get("into_request_id", "")}, MergeChoice)
    await merge_request(call, request_id, wanted)


async def _hold(call: Call, request_id: UUID, form: dict[str, str]) -> None:
    wanted = read_values({"reason": form.get("reason", "").strip()}, HoldReasonGiven)
    await hold_request(call, request_id, wanted)


async def _release(call: Call, request_id: UUID, _: dict[str, str]) -> None:
    await release_request(call, request_id)


_ACTIONS: Mapping[str, Callable[[Call, UUID, dict[str, str]], Awaitable[None]]] = {
    "state": _change_state,
    "assign": _assign,
    "move": _move,
    "priority": _prioritise,
    "merge": _merge,
    "hold": _hold,
    "release": _release,
}
