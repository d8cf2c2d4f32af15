"""A TCP line to a server that can be cut, closed or made silent while a test runs."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Self
from urllib.parse import urlsplit, urlunsplit


class FlakyLine:
    """Forwards a local port to the server behind `url`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None
        assert parts.port is not None
        self._parts = parts
        self._target = (parts.hostname, parts.port)
        self._port = 0
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._clients: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_silent = False
        self.connections = 0

    @property
    def url(self) -> str:
        """The server's address over this line."""
        credentials, _, _ = self._parts.netloc.rpartition("@")
        netloc = (
            f"{credentials}@127.0.0.1:{self._port}" if credentials else f"127.0.0.1:{self._port}"
        )
        return urlunsplit(self._parts._replace(netloc=netloc))

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_about: object) -> None:
        await self.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def open(self) -> None:
        """Accept connections, on the same port as before."""
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """End every connection and refuse new ones."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self.cut()

    def cut(self) -> None:
        """End every connection without a word; new ones are accepted."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()
        self._clients.clear()

    def fall_silent(self) -> None:
        """Swallow what the server says from now on, and hang up on nobody."""
        self._is_silent = True

    def say(self, frame: bytes) -> None:
        """Say something to every client in the server's name."""
        for writer in self._clients:
            writer.write(frame)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        far_reader, far_writer = await asyncio.open_connection(*self._target)
        self._writers |= {writer, far_writer}
        self._clients.add(writer)
        self._is_silent = False  # whoever comes anew is served
        for forward in (self._forward(reader, far_writer), self._forward(far_reader, writer)):
            task = asyncio.create_task(forward)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(64 * 1024):
                if self._is_silent and writer in self._clients:
                    continue
                writer.write(data)
                await writer.drain()
            writer.close()


async def until(condition: Callable[[], bool] | Callable[[], Awaitable[bool]]) -> None:
    """Return once `condition` holds; fails after ten seconds."""
    async with asyncio.timeout(10):
        while True:
            holds = condition()
            if (await holds) if not isinstance(holds, bool) else holds:
                return
            await asyncio.sleep(0.01)
