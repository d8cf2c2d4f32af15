"""Whether anybody takes a service's calls just now.

A service's queue outlives its processes, so a call to a stopped service waits in the queue. What
callers need to know is whether there is a consumer; the broker tells without any rights.
"""

import asyncio
import time
from contextlib import suppress
from typing import Any

from aiormq.abc import AbstractChannel, AbstractConnection
from aiormq.exceptions import AMQPError, ChannelNotFoundEntity

from gateway.clients.cancellation import is_own_cancellation

# How long a service that was found absent is looked for before each call.
SUSPICION_SECONDS = 10.0
LOOK_SECONDS = 1.0


class Presence:
    """Looks for the consumers of services' queues, on a channel of its own."""

    def __init__(self) -> None:
        self._connection: AbstractConnection | None = None
        self._channel: AbstractChannel | None = None
        self._turn = asyncio.Lock()
        self._absent_at: dict[str, float] = {}

    async def attach(self, connection: AbstractConnection) -> asyncio.Future[Any] | None:
        """Use a fresh connection from now on; a channel is opened when it is needed."""
        self._connection, self._channel = connection, None
        return None

    def detach(self) -> None:
        """Forget the connection; it is gone."""
        self._connection = self._channel = None

    def is_suspect(self, service: str) -> bool:
        """Whether the service was absent a moment ago, so that it is worth to look first."""
        absent_at = self._absent_at.get(service)
        return absent_at is not None and time.monotonic() - absent_at < SUSPICION_SECONDS

    async def is_absent(self, service: str) -> bool:
        """Whether certainly nobody takes the service's calls; False where it cannot be told."""
        try:
            async with asyncio.timeout(LOOK_SECONDS), self._turn:
                absent = not await self._has_consumers(f"rpc-{service}")
        except (AMQPError, OSError, RuntimeError, TimeoutError):
            return False
        except asyncio.CancelledError:
            if is_own_cancellation():
                raise
            return False  # the connection was lost meanwhile
        if absent:
            self._absent_at[service] = time.monotonic()
        else:
            self._absent_at.pop(service, None)
        return absent

    async def is_absent_after(
        self, seconds: float, service: str, reply: asyncio.Future[bytes]
    ) -> bool:
        """Return, once no answer came for so long, whether certainly nobody takes the calls."""
        done, _ = await asyncio.wait({reply}, timeout=max(seconds, 0))
        return not done and await self.is_absent(service) and not reply.done()

    async def _has_consumers(self, queue: str) -> bool:
        if self._connection is None:
            return True
        if self._channel is None or self._channel.is_closed:
            self._channel = await self._connection.channel(publisher_confirms=False)
        try:
            declared = await self._channel.queue_declare(queue, passive=True)
        except ChannelNotFoundEntity:
            # The broker closes a channel that asks for what is not there.
            with suppress(AMQPError, RuntimeError):
                await self._channel.close()
            self._channel = None
            return False
        return bool(declared.consumer_count)
