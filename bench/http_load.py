"""HTTP requests at a server: as many as it takes (closed), or at a pace (open).

In the open loop a request counts from when it was due, not from when a connection was free for it:
a server that stalls makes all wait who would have come meanwhile (no coordinated omission).
"""

import asyncio
import re
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import uvloop

Requests = Callable[[int], bytes]
"""The bytes of the nth request."""
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"transfer-encoding: *chunked", re.IGNORECASE)
_PATIENCE_SECONDS = 30.0
_REFUSED, _FAILED = 400, 500


class RefusedError(RuntimeError):
    """The server refused a request: what was measured would be nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """How long each answer took, and how long all of it."""

    seconds: float
    latencies: Sequence[float]
    failed: int
    """How many the server did not manage to answer (5xx); they are in no other figure."""

    @property
    def rate(self) -> float:
        """Return the answers in a second."""
        return len(self.latencies) / self.seconds

    def milliseconds(self, percent: int) -> float:
        """Return within how many milliseconds so many in a hundred were answered."""
        if len(self.latencies) < 2:  # noqa: PLR2004 - of two there are quantiles
            return sum(self.latencies) * 1000
        return statistics.quantiles(self.latencies, n=100)[percent - 1] * 1000


def closed_loop(port: int, requests: Requests, *, connections: int, seconds: float) -> Load:
    """Ask on so many connections, on each again as soon as it is answered."""
    return uvloop.run(_closed(port, requests, connections, seconds))


def open_loop(port: int, requests: Requests, *, pace: float, seconds: float) -> Load:
    """Ask at a steady pace, whatever becomes of it, on as many connections as that needs."""
    return uvloop.run(_open(port, requests, pace, seconds))


def get(path: str, headers: Sequence[tuple[str, str]] = ()) -> bytes:
    """Return a request of one page."""
    lines = [f"GET {path} HTTP/1.1", *_headers(headers)]
    return "\r\n".join([*lines, "", ""]).encode()


def post(path: str, body: bytes, headers: Sequence[tuple[str, str]] = ()) -> bytes:
    """Return a request that hands something in."""
    lines = [
        f"POST {path} HTTP/1.1",
        f"Content-Length: {len(body)}",
        *_headers(headers),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _headers(headers: Sequence[tuple[str, str]]) -> list[str]:
    # Some are particular about the port in it and name themselves.
    named = dict(headers)
    return [f"{name}: {value}" for name, value in ({"Host": "127.0.0.1"} | named).items()]


class _Connection:
    """One connection that is kept open, where the server keeps it open."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> bool:
        """Send a request and read the whole answer; return whether it is one.

        Raises:
            RefusedError: the server says that the request is wrong.
        """
        try:
            return await self._ask(request)
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            # Too late, or cut off: not answered; the next request opens another connection.
            self.close()
            return False

    async def _ask(self, request: bytes) -> bool:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            if self._streams is None:
                self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=2**20)
            reader, writer = self._streams
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(head)
            if length:
                body = await reader.readexactly(int(length[1]))
            elif _CHUNKED.search(head):
                body = await _chunks(reader)
            else:
                body = await reader.read()
                self.close()
        if b"connection: close" in head.lower():
            self.close()
        status = int(head[9:12])
        if _REFUSED <= status < _FAILED:
            raise RefusedError(f"{request[:200]!r} -> {head[:200]!r} {body[:300]!r}")
        return status < _FAILED

    def close(self) -> None:
        """Close it; the next request opens another."""
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while True:
        size = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
        body += await reader.readexactly(size)
        await reader.readexactly(2)
        if size == 0:
            return body


async def _closed(port: int, requests: Requests, connections: int, seconds: float) -> Load:
    latencies: list[float] = []
    failed = 0
    began = time.perf_counter()
    ends_at = began + seconds
    number = 0

    async def keep_asking() -> None:
        nonlocal number, failed
        connection = _Connection(port)
        try:
            while (sent := time.perf_counter()) < ends_at:
                number += 1
                if await connection.ask(requests(number)):
                    latencies.append(time.perf_counter() - sent)
                else:
                    failed += 1
        finally:
            connection.close()

    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(keep_asking())
    return Load(seconds=time.perf_counter() - began, latencies=latencies, failed=failed)


async def _open(port: int, requests: Requests, pace: float, seconds: float) -> Load:
    latencies: list[float] = []
    free: list[_Connection] = []
    failed = 0
    began = time.perf_counter()

    async def ask(due: float, number: int) -> None:
        nonlocal failed
        connection = free.pop() if free else _Connection(port)
        if await connection.ask(requests(number)):
            latencies.append(time.perf_counter() - due)
        else:
            failed += 1
        free.append(connection)

    async with asyncio.TaskGroup() as group:
        for number in range(int(pace * seconds)):
            due = began + number / pace
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(ask(due, number))
    for connection in free:
        connection.close()
    return Load(seconds=time.perf_counter() - began, latencies=latencies, failed=failed)
