"""How many requests are worked on at once; who comes beyond that is told at once to come again.

Without a bound everybody waits for everybody, until all answers come too late for anybody. Waiting
for the client itself, while it sends or while it reads, is no work and takes nobody's place.
"""

from functools import cache
from html import escape

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway import measures, problems
from gateway.edge.answering import CORRELATION_KEY
from gateway.edge.language import accepted_language, chosen_language
from gateway.texts import texts_in

_ALWAYS = ("/health", "/ready", "/metrics", "/static/")
_CODE = "overloaded"
_STATUS = 503
_HEADERS = {"Retry-After": "2"}


class Admission:
    """An ASGI layer that refuses what comes beyond `most` requests in work."""

    def __init__(self, app: ASGIApp, *, most: int) -> None:
        self._app = app
        self._most = most
        self._in_work = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or answer 503 with `Retry-After` at once."""
        if scope["type"] != "http" or scope["path"].startswith(_ALWAYS):
            await self._app(scope, receive, send)
            return
        if self._in_work >= self._most:
            measures.shed_total.labels("gateway").inc()
            await _refusal(Request(scope))(scope, receive, send)
            return
        place = _Place(self)

        async def receive_meanwhile() -> Message:
            place.leave()
            try:
                return await receive()
            finally:
                place.take()

        async def send_and_leave(message: Message) -> None:
            place.leave(for_good=True)
            await send(message)

        place.take()
        try:
            await self._app(scope, receive_meanwhile, send_and_leave)
        finally:
            place.leave(for_good=True)

    def count(self, step: int) -> None:
        """Note that a request is in work from now on (1), or is not any more (-1)."""
        self._in_work += step


class _Place:
    """One request's place among those in work, taken or not just now."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self._is_taken = False
        self._is_over = False

    def take(self) -> None:
        if not self._is_taken and not self._is_over:
            self._is_taken = True
            self._admission.count(1)

    def leave(self, *, for_good: bool = False) -> None:
        self._is_over = self._is_over or for_good
        if self._is_taken:
            self._is_taken = False
            self._admission.count(-1)


def _refusal(request: Request) -> Response:
    language = chosen_language(request) or accepted_language(request)
    headers = {**_HEADERS, "Content-Language": language}
    if not request.url.path.startswith("/v1/"):
        return Response(_page(language), _STATUS, headers, "text/html; charset=utf-8")
    problem = problems.Problem(status=_STATUS, code=_CODE)
    correlation_id = request.scope[CORRELATION_KEY]
    details = problems.describe(problem, texts_in(language), correlation_id)
    return Response(msgspec.json.encode(details), _STATUS, headers, problems.MEDIA_TYPE)


@cache
def _page(language: str) -> str:
    """Return a page that costs nothing to make, unlike all the others."""
    texts = texts_in(language)
    title = escape(texts(f"problems.{_CODE}.title"))
    detail = escape(texts(f"problems.{_CODE}.detail"))
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title></head><body><main><h1>{title}</h1><p>{detail}</p></main></body></html>\n"
    )
