"""The number of one's open requests in the header of every page (FD-13)."""

import asyncio
from dataclasses import replace

from starlette.responses import HTMLResponse, Response

from contracts.conversations import RequestSummary
from gateway import formats
from gateway.call import Call
from gateway.edge.same_site import SAFE_METHODS
from gateway.pages.page import OPEN_REQUESTS_PLACE, PageHandler

# A page is worth more than the number in its header.
_LONGEST_WAIT_SECONDS = 1.0


def counted(handler: PageHandler) -> PageHandler:
    """Return the pages of `handler` with the number in their header.

    It is asked for while the page is made, so that it costs no time of its own; where no answer
    comes, the page stands without it.
    """

    async def answer(call: Call) -> Response:
        if not _has_requests(call):
            return await handler(call)
        if call.request.method not in SAFE_METHODS:
            response = await handler(call)
            # Most forms end in a redirect, in which nothing is shown.
            return await _with_number(call, response, None)
        asking = _ask(call)
        try:
            response = await handler(replace(call, summary=asking))
            return await _with_number(call, response, asking)
        finally:
            _give_up(asking)

    return answer


async def own_summary(call: Call) -> RequestSummary:
    """Return the figures of one's own requests; a page and its header ask for them once."""
    if call.summary is not None:
        return await call.summary
    return await call.around.tickets.summarise_requests(call.context)


def _has_requests(call: Call) -> bool:
    """Whether the header leads to requests: not of those who see documents alone (SE-28)."""
    if call.signed_in is None or call.signed_in.authenticated.organisation is None:
        return False
    principal = call.signed_in.principal
    return (
        principal.kind == "person" and principal.role != "documents" and principal.barred_by is None
    )


def _ask(call: Call) -> asyncio.Task[RequestSummary]:
    return asyncio.create_task(call.around.tickets.summarise_requests(call.context))


async def _with_number(
    call: Call, response: Response, asking: asyncio.Task[RequestSummary] | None
) -> Response:
    place = OPEN_REQUESTS_PLACE.encode()
    if not isinstance(response, HTMLResponse) or place not in response.body:
        return response
    asked = asking or _ask(call)
    try:
        await asyncio.wait({asked}, timeout=_LONGEST_WAIT_SECONDS)
        shown = _shown(call, asked)
    finally:
        _give_up(asked)
    response.body = bytes(response.body).replace(place, shown.encode())
    response.headers["content-length"] = str(len(response.body))
    return response


def _shown(call: Call, asked: asyncio.Task[RequestSummary]) -> str:
    if not asked.done() or asked.cancelled() or asked.exception() is not None:
        return ""
    count = asked.result().open_requests
    number = formats.number(count, call.language)
    whose = "assigned" if call.identified.principal.is_staff else "own"
    words = call.texts(f"navigation.open_requests.{whose}")
    # Both are ours: a number, and words of the texts without any markup.
    unseen = f'<span class="unseen"> {words}</span>'
    kind = "count" if count else "count none"
    return f' <span class="{kind}" title="{words}">{number}{unseen}</span>'


def _give_up(asked: asyncio.Task[RequestSummary]) -> None:
    """Let nobody wait for it any more; what became of it is taken note of."""
    if not asked.done():
        asked.cancel()
    elif not asked.cancelled():
        asked.exception()
