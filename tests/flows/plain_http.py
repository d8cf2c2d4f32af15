"""HTTP/1.1 as a load generator speaks it: it must not take the processor from what it measures.

A request costs the generator a quarter of a millisecond with it, and 2.4 with httpx.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import urlsplit

_LONGEST_HEAD = 1 << 16
# As proxies do: the gateway keeps its end for 75, and whoever writes to a connection that is just
# being closed has no answer.
_IDLE_SECONDS = 60.0


class DoorShutError(Exception):
    """Nobody listens there: nothing was sent."""


class Door:
    """Where one gateway listens, and the connections to it that are kept for the next request."""

    def __init__(self, url: str, *, deadline_seconds: float) -> None:
        place = urlsplit(url)
        self._host, self._port = str(place.hostname), place.port or 80
        self._deadline = deadline_seconds
        self._kept: list[_Line] = []

    async def ask(
        self, method: str, path: str, headers: Mapping[str, str], body: object = None
    ) -> int:
        """Send a request, read its answer to the end, and return the status.

        Raises:
            DoorShutError: nobody listens; nothing was sent.
            OSError, EOFError, ValueError, TimeoutError: there is no whole answer; what was asked
                may have been done.
        """
        async with asyncio.timeout(self._deadline):
            line = self._kept_line() or await self._open()
            try:
                status = await line.ask(_written(method, path, self._host, headers, body))
            except BaseException:
                line.close()
                raise
        if line.is_kept:
            line.idle_since = time.monotonic()
            self._kept.append(line)
        else:
            line.close()
        return status

    def close(self) -> None:
        """Let go of the connections."""
        while self._kept:
            self._kept.pop().close()

    def _kept_line(self) -> _Line | None:
        while self._kept:
            line = self._kept.pop()
            if line.is_open:
                return line
            line.close()
        return None

    async def _open(self) -> _Line:
        try:
            reader, writer = await asyncio.open_connection(
                self._host, self._port, limit=_LONGEST_HEAD
            )
        except OSError as error:
            raise DoorShutError(str(error)) from error
        return _Line(reader, writer)


class _Line:
    """One connection, with one request on it at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self.is_kept = True
        self.idle_since = time.monotonic()

    @property
    def is_open(self) -> bool:
        """Whether the other end has not hung up, as far as is known, nor is about to."""
        is_fresh = time.monotonic() - self.idle_since < _IDLE_SECONDS
        return is_fresh and not (self._reader.at_eof() or self._writer.is_closing())

    async def ask(self, request: bytes) -> int:
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").lower().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines if line)
        self.is_kept = headers.get("connection") != "close"
        if headers.get("transfer-encoding") == "chunked":
            await self._read_chunks()
        else:
            await self._reader.readexactly(int(headers.get("content-length", "0")))
        return int(first.split(" ", 2)[1])

    async def _read_chunks(self) -> None:
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            await self._reader.readexactly(size + 2)
        await self._reader.readuntil(b"\r\n")

    def close(self) -> None:
        with suppress(OSError):
            self._writer.close()


def _written(method: str, path: str, host: str, headers: Mapping[str, str], body: object) -> bytes:
    content = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", f"host: {host}", f"content-length: {len(content)}"]
    if content:
        lines.append("content-type: application/json")
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join((*lines, "", "")).encode() + content
