"""How much a request may say about itself, and how slowly its body may come.

Nobody holds a place by dripping bytes, and nobody makes us look through ten thousand headers.
"""

import asyncio

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.problems import RequestFault

# From then on a body must have come at the slowest pace on average, as Apache's reqtimeout asks.
FREE_SECONDS = 20.0
SLOWEST_BYTES_A_SECOND = 4096
MOST_HEADERS = 100
MOST_HEADER_BYTES = 32 * 1024


class Bounds:
    """An ASGI layer that refuses excessive headers, and ends the waiting for a slow body."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        free_seconds: float = FREE_SECONDS,
        slowest: int = SLOWEST_BYTES_A_SECOND,
    ) -> None:
        self._app = app
        self._free_seconds = free_seconds
        self._slowest = slowest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through; reading a body that is too slow raises a 408."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = scope["headers"]
        if len(headers) > MOST_HEADERS or sum(map(_length, headers)) > MOST_HEADER_BYTES:
            await Response(status_code=431)(scope, receive, send)  # RFC 6585
            return
        loop = asyncio.get_running_loop()
        begun, received, is_whole = loop.time(), 0, False

        async def receive_in_time() -> Message:
            nonlocal received, is_whole
            if is_whole:  # what comes now is only that the client is gone
                return await receive()
            until = begun + self._free_seconds + received / self._slowest
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError as error:
                raise RequestFault("body_too_slow", status=408) from error
            received += len(message.get("body", b""))
            is_whole = not message.get("more_body", False)
            return message

        await self._app(scope, receive_in_time, send)


def _length(header: tuple[bytes, bytes]) -> int:
    return len(header[0]) + len(header[1])
