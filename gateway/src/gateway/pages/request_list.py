"""One's requests: one's own, those shared with one, and for partners those of customers."""

import asyncio
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urlencode

import msgspec
from starlette.responses import Response

from contracts.tickets import RequestQuery, RequestState
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.pages.open_requests import own_summary
from gateway.pages.page import page, redirect
from gateway.pages.request_words import words_for

REQUESTS = "/requests"
SCOPES = ("mine", "shared", "customers")
_PAGE_SIZE = 25
State = RequestState | Literal["open", "all"]
STATES = ("open", "waiting_for_vendor", "in_progress", "waiting_for_customer", "closed", "all")


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What the list is narrowed to, as it stands in the address."""

    scope: Literal["mine", "shared", "customers"] = "mine"
    state: State = "open"
    kind: str = ""
    search: str = ""
    unread: bool = False
    sort: Literal["opened", "activity"] = "activity"

    @property
    def are_set(self) -> bool:
        """Whether anything is narrowed that one has to undo to see the whole list."""
        return bool(self.kind or self.search or self.unread or self.state != "open")

    def address(self, **changes: str) -> str:
        """Return the address of the list with some of it changed."""
        values = {**msgspec.to_builtins(self), **changes}
        plain = msgspec.to_builtins(Filters(scope=values["scope"]))
        given = {
            name: str(value).lower() if isinstance(value, bool) else value
            for name, value in values.items()
            if name == "scope" or value != plain.get(name)
        }
        if given["scope"] == "mine":
            del given["scope"]
        return REQUESTS + (f"?{urlencode(given)}" if given else "")

    def query(self, cursor: str) -> RequestQuery:
        """Return what the service is asked."""
        if self.scope == "customers":
            # Partners see what is shared with them, newest first and not narrowed.
            return RequestQuery(scope="customers", cursor=cursor or None, limit=_PAGE_SIZE)
        is_one_state = self.state not in {"open", "all"}
        return RequestQuery(
            scope=self.scope,
            state=self.state if is_one_state else None,  # type: ignore[arg-type]  # one of them
            open=True if self.state == "open" else None,
            kind=self.kind or None,
            search=self.search or None,
            unread=self.unread,
            sort=self.sort,
            cursor=cursor or None,
            limit=_PAGE_SIZE,
        )


async def show(call: Call) -> Response:
    """Show the list, what news came to last first unless asked otherwise."""
    if call.identified.principal.is_staff:
        # The vendor's people find all customers' requests at their desk.
        return redirect(call, "/desk")
    read_at = datetime.now(UTC)
    parameters = dict(call.request.query_params)
    cursor = parameters.get("cursor", "")
    filters = read_values(parameters, Filters)
    found, summary, kinds = await asyncio.gather(
        call.around.tickets.list_requests(call.context, filters.query(cursor)),
        own_summary(call),
        call.around.tickets.list_request_types(call.context),
    )
    return page(
        call,
        "requests.html",
        asks_back=True,
        filters=filters,
        requests=found.items,
        summary=summary,
        kinds=kinds.items,
        scopes=SCOPES if call.identified.principal.is_of_partner else SCOPES[:2],
        states=STATES,
        words=words_for(call),
        read_at=read_at,
        is_first_page=not cursor,
        next_address=filters.address(cursor=found.next_cursor) if found.next_cursor else None,
    )
