"""A network that is slow, cuts connections or swallows every packet: what stands before a server.

Silence is real. While it lasts the kernel drops what arrives at our sockets (SO_ATTACH_FILTER), so
that nothing is acknowledged, keep-alive probes are not answered, and nobody new gets in; a proxy
that merely did not read on would still look alive.
"""

from __future__ import annotations

import asyncio
import ctypes
import random
import socket
import struct
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from types import TracebackType
from typing import Any, Self, TypeVar

_ATTACH_FILTER, _DETACH_FILTER = 26, 27  # asm-generic/socket.h
_TAKE_NOTHING = struct.pack("HBBI", 0x06, 0, 0, 0)  # one instruction: return 0 bytes
_CHUNK = 65536

R = TypeVar("R")


class BadNetwork:
    """Forwards a port of its own to a server, in the weather that is asked for."""

    def __init__(self, host: str, port: int, dice: random.Random) -> None:
        self._target = (host, port)
        self._dice = dice
        self._delay_seconds = 0.0
        self._resets = 0.0
        self._is_silent = False
        self._sockets: set[socket.socket] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._program = ctypes.create_string_buffer(_TAKE_NOTHING, len(_TAKE_NOTHING))
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]
        self.cuts = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._do(self._serve())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.be_fair()
        self._do(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def be_slow(self, seconds: float) -> None:
        """Let whatever is sent take so long in all, there and back."""
        self._delay_seconds = seconds / 2

    def reset(self, share: float) -> None:
        """Cut a connection, with RST, at so many of the pieces that pass."""
        self._resets = share

    def fall_silent(self) -> None:
        """Swallow every packet, of connections that stand and of those that are tried."""
        self._do(self._set_silent(silent=True))

    def be_fair(self) -> None:
        """Forward everything at once; what others still send again arrives."""
        self._delay_seconds = self._resets = 0.0
        self._do(self._set_silent(silent=False))

    def _do(self, work: Coroutine[Any, Any, R]) -> R:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _serve(self) -> None:
        self._listener.setblocking(False)
        self._spawn(self._accept())

    async def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for each in self._sockets:
            each.close()
        self._listener.close()

    async def _set_silent(self, *, silent: bool) -> None:
        if silent is self._is_silent:
            return
        self._is_silent = silent
        for each in (self._listener, *self._sockets):
            with suppress(OSError):
                self._set_filter(each)

    def _set_filter(self, each: socket.socket) -> None:
        if self._is_silent:
            filter_program = struct.pack("HL", 1, ctypes.addressof(self._program))
            each.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, filter_program)
        else:
            each.setsockopt(socket.SOL_SOCKET, _DETACH_FILTER, 0)

    async def _accept(self) -> None:
        while True:
            near, _ = await self._loop.sock_accept(self._listener)
            self._spawn(self._join(near))

    async def _join(self, near: socket.socket) -> None:
        far = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        ends = (near, far)
        for end in ends:
            end.setblocking(False)
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._sockets.update(ends)
        try:
            await self._loop.sock_connect(far, self._target)
            pumps = [
                asyncio.create_task(self._pump(near, far)),
                asyncio.create_task(self._pump(far, near)),
            ]
            try:
                await asyncio.gather(*pumps)
            finally:
                for pump in pumps:
                    pump.cancel()
        except OSError:
            self._cut(ends)
        finally:
            self._sockets.difference_update(ends)
            for end in ends:
                end.close()

    async def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        """Move bytes; what is under way at once arrives in order, each piece after its delay."""
        underway: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        reading = asyncio.create_task(self._read(source, underway.put_nowait))
        try:
            while True:
                due, piece = await underway.get()
                await asyncio.sleep(max(due - self._loop.time(), 0))
                if not piece:
                    sink.shutdown(socket.SHUT_WR)
                    return
                if self._dice.random() < self._resets:
                    self.cuts += 1
                    raise ConnectionResetError
                await self._loop.sock_sendall(sink, piece)
        finally:
            reading.cancel()

    async def _read(
        self, source: socket.socket, hand_on: Callable[[tuple[float, bytes]], None]
    ) -> None:
        piece = b"?"
        while piece:
            try:
                piece = await self._loop.sock_recv(source, _CHUNK)
            except OSError:
                piece = b""
            hand_on((self._loop.time() + self._delay_seconds, piece))

    @staticmethod
    def _cut(ends: tuple[socket.socket, socket.socket]) -> None:
        for end in ends:
            with suppress(OSError):
                # Closed without waiting, so that the other side hears of it as a reset.
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
