"""News of requests while one looks at them: Server-Sent Events (HTML Living Standard, 9.2)."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from contracts.errors import NotSignedIn
from contracts.request_news import News, NewsQuery
from gateway.call import Call
from gateway.clients.rpc import CallContext
from gateway.edge.credentials import read_credential
from gateway.edge.live import Listener
from gateway.problems import InvalidFields

_HEARTBEAT_SECONDS = 15
# A browser that takes nothing for so long is not there any more.
_SEND_SECONDS = 20
# Browsers come back by themselves, and whoever comes back is asked anew who he is. Spread, so that
# those who came in one moment do not come back in one.
_LONGEST_SECONDS = (600, 900)
_COME_BACK_MILLISECONDS = (1_000, 4_000)

Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class ListenQuery(msgspec.Struct, frozen=True, kw_only=True):
    """When what is shown was read; a browser that comes back says so as `Last-Event-ID`."""

    since: Instant | None = None


async def listen_for_request_news(call: Call, query: ListenQuery) -> Response:
    """Return a stream of events that name requests with something new, and none of its words.

    `request` names one; `anew` asks to read everything shown again; `ended` says that access has
    ended. Only what the caller may read counts as new.
    """
    live = call.around.live
    since = _last_heard(call) or query.since
    listener = live.open(call.identified.authenticated.session_id)
    try:
        context = await _asked_again(call)
        missed = await call.around.tickets.list_news(context, NewsQuery(since=since))
    except BaseException:
        live.close(listener)
        raise
    live.name(listener, missed.listens_to)
    return _Stream(call, listener, missed)


class _Stream(EventSourceResponse):
    """The answer, which gives its listener up however it ends."""

    def __init__(self, call: Call, listener: Listener, missed: News) -> None:
        super().__init__(
            _events(listener, missed, _seconds_left(call)),
            ping=_HEARTBEAT_SECONDS,
            ping_message_factory=lambda: ServerSentEvent(comment="here"),
            send_timeout=_SEND_SECONDS,
            headers={"Cache-Control": "private, no-store"},
        )
        self._live = call.around.live
        self._listener = listener

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what is heard until one of both sides is gone."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._live.close(self._listener)


async def _events(
    listener: Listener, missed: News, seconds: float
) -> AsyncIterator[ServerSentEvent]:
    yield ServerSentEvent(
        event="ready",
        id=missed.at.isoformat(),
        data="{}",
        retry=random.randint(*_COME_BACK_MILLISECONDS),  # noqa: S311  (not a secret)
    )
    if missed.is_cut:
        yield ServerSentEvent(event="anew", data="{}")
    for request_id in missed.request_ids:
        yield _about(request_id)
    try:
        async with asyncio.timeout(seconds):
            while True:
                heard = await listener.next()
                if isinstance(heard, dict):
                    for request_id, at in heard.items():
                        yield _about(request_id, at)
                elif heard == "anew":
                    yield ServerSentEvent(event="anew", data="{}")
                else:
                    if heard == "access":
                        yield ServerSentEvent(event="ended", data="{}")
                    return
    except TimeoutError:
        return


def _about(request_id: object, at: datetime | None = None) -> ServerSentEvent:
    return ServerSentEvent(
        event="request",
        id=None if at is None else at.isoformat(),
        data=msgspec.json.encode({"request_id": str(request_id)}).decode(),
    )


async def _asked_again(call: Call) -> CallContext:
    """Return the call's context once whose session it is was asked after the listener was opened.

    Access that ends from then on ends the stream; what ended before is known by now.
    """
    credential = read_credential(call.request, call.around.cookie, call.around.support_cookie)
    if credential is None:
        raise NotSignedIn
    signed_in = await call.around.sessions.whose(credential.token, call.context)
    return replace(call.context, principal=signed_in.authenticated.principal)


def _last_heard(call: Call) -> datetime | None:
    given = call.request.headers.get("last-event-id")
    if not given:
        return None
    try:
        return msgspec.convert(given, Instant)
    except msgspec.ValidationError as error:
        raise InvalidFields((("last_event_id", "malformed"),), are_in_body=False) from error


def _seconds_left(call: Call) -> float:
    """Return for how long the stream may stay open: never longer than the session."""
    expires_at = call.identified.authenticated.session_expires_at
    left = (expires_at - datetime.now(UTC)).total_seconds()
    return max(0.0, min(left, random.uniform(*_LONGEST_SECONDS)))  # noqa: S311  (not a secret)
