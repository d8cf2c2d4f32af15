"""Whether anybody takes a service's calls just now.

A service's queue outlives its processes, so a call to a stopped service waits in the queue. What
callers need to know is whether there is a consumer; the broker tells without any rights.
"""

import asyncio
import time

from gateway.clients.amqp.channel import Channel
from gateway.clients.amqp.connection import Connection
from gateway.clients.amqp.failures import BrokerFailure, ChannelEnded
from gateway.clients.awaited import Awaited

# How long a service that was found absent is looked for before each call.
SUSPICION_SECONDS = 10.0
LOOK_SECONDS = 1.0


class Presence:
    """Looks for the consumers of services' queues, on a channel of its own."""

    def __init__(self) -> None:
        self._connection: Connection | None = None
        self._channel: Channel | None = None
        self._turn = asyncio.Lock()
        self._absent_at: dict[str, float] = {}

    def attach(self, connection: Connection) -> None:
        """Use a fresh connection from now on; a channel is opened when it is needed."""
        self._connection, self._channel = connection, None

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
        except (BrokerFailure, TimeoutError):
            return False
        if absent:
            self._absent_at[service] = time.monotonic()
        else:
            self._absent_at.pop(service, None)
        return absent

    async def is_absent_after(self, seconds: float, service: str, awaited: Awaited) -> bool:
        """Return, once no answer came for so long, whether certainly nobody takes the calls."""
        is_there = await awaited.is_there_within(max(seconds, 0))
        return not is_there and await self.is_absent(service) and not awaited.is_there

    async def _has_consumers(self, queue: str) -> bool:
        if self._connection is None:
            return True
        if self._channel is None or self._channel.ended.done():
            self._channel = await self._connection.channel()
        try:
            return await self._channel.count_consumers(queue) > 0
        except ChannelEnded as ended:
            # The broker closes a channel that asks for what is not there.
            if not ended.is_not_found:
                raise
            return False
