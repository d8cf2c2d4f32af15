"""Reads an answer that does not end, as a browser does: httpx would wait for its end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from starlette.applications import Starlette
from starlette.types import Message

from tests.gateway.samples import TOKEN

_SECONDS = 5


class Stream:
    """One open stream of events."""

    def __init__(self) -> None:
        self._sent: asyncio.Queue[Message] = asyncio.Queue()
        self._is_gone = asyncio.Event()
        self._text = ""
        self.status = 0
        self.headers: dict[str, str] = {}
        self.is_over = False

    async def receive(self) -> Message:
        await self._is_gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        await self._sent.put(message)

    def leave(self) -> None:
        self._is_gone.set()

    async def begin(self) -> None:
        """Wait for status and headers."""
        async with asyncio.timeout(_SECONDS):
            message = await self._sent.get()
        self.status = message["status"]
        self.headers = {name.decode(): value.decode() for name, value in message["headers"]}

    async def event(self) -> dict[str, str] | None:
        """Return the next event by its fields, None when the stream is over."""
        async with asyncio.timeout(_SECONDS):
            while True:
                block, found, rest = self._text.partition("\r\n\r\n")
                if found:
                    self._text = rest
                    fields = dict(line.split(": ", 1) for line in block.split("\r\n"))
                    if "event" in fields:
                        return fields
                    continue
                if self.is_over:
                    return None
                message = await self._sent.get()
                self._text += message["body"].decode()
                self.is_over = not message.get("more_body", False)


@asynccontextmanager
async def listening(
    app: Starlette, query: str = "", *, token: str = TOKEN, last_event_id: str | None = None
) -> AsyncIterator[Stream]:
    """Yield the stream of news, begun; the browser goes away at the end."""
    headers = {"authorization": f"Bearer {token}", "accept": "text/event-stream"}
    if last_event_id is not None:
        headers["last-event-id"] = last_event_id
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/v1/requests/news",
        "raw_path": b"/v1/requests/news",
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8080),
    }
    stream = Stream()
    answering = asyncio.create_task(app(scope, stream.receive, stream.send))
    try:
        await stream.begin()
        yield stream
    finally:
        stream.leave()
        with suppress(asyncio.CancelledError):
            async with asyncio.timeout(_SECONDS):
                await answering
