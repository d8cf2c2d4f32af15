"""One connection to the broker, kept open, with everybody who uses it set up again after a loss."""

import asyncio
import random
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Protocol

import aiormq
import structlog
from aiormq.abc import AbstractConnection
from aiormq.exceptions import AMQPError

from contracts.broker_addresses import broker_addresses

_log = structlog.get_logger(__name__)

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 5.0
# aiormq gives a silent broker up after three beats and three seconds: within twenty seconds.
HEARTBEAT_SECONDS = 5
CONNECT_SECONDS = 10


class ConnectionUser(Protocol):
    """Somebody who needs channels of the shared connection."""

    async def attach(self, connection: AbstractConnection) -> asyncio.Future[Any] | None:
        """Set up on a fresh connection; the answer, if any, ends when a channel is lost."""

    def detach(self) -> None:
        """Give up everything that hung on the connection; it is gone."""


class Broker:
    """Keeps one connection open for its users and opens it again after each loss.

    `url` may name several nodes of a broker; after a loss the next one is tried.
    """

    def __init__(self, url: str, users: Sequence[ConnectionUser]) -> None:
        self._urls = deque(
            f"{each}{'&' if '?' in each else '?'}heartbeat={HEARTBEAT_SECONDS}"
            for each in broker_addresses(url)
        )
        # Not every gateway at the same node, whose end would then disturb them all.
        self._urls.rotate(random.randrange(len(self._urls)))  # noqa: S311  (not a secret)
        self._users = users
        self._connected = False
        self._task: asyncio.Task[None] | None = None

    @property
    def is_connected(self) -> bool:
        """Whether the connection is open and every user is set up on it."""
        return self._connected

    def start(self) -> None:
        """Begin to connect; does not wait for it."""
        self._task = asyncio.get_running_loop().create_task(self._keep_connected())

    async def stop(self) -> None:
        """Close the connection and stop connecting."""
        if self._task is None:
            return
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        self._task = None

    async def _keep_connected(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                if await self._connect_until_lost():
                    pause = FIRST_PAUSE_SECONDS
            except (AMQPError, OSError, TimeoutError) as error:
                # Only the kind: an address in the text may hold the password.
                _log.warning("broker_unreachable", kind=type(error).__name__, pause_seconds=pause)
            self._urls.rotate(-1)
            # Spread, so that many gateways do not come back in one moment.
            await asyncio.sleep(pause * (0.5 + random.random()))  # noqa: S311  (not a secret)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _connect_until_lost(self) -> bool:
        """Connect, set the users up, and return True once the connection is lost again."""
        connection: AbstractConnection | None = None
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                connection = await aiormq.connect(
                    self._urls[0], client_properties={"connection_name": "gateway"}
                )
                ends = [await user.attach(connection) for user in self._users]
            self._connected = True
            _log.info("broker_connected")
            await _first_end([connection.closing, *(end for end in ends if end is not None)])
            _log.warning("broker_connection_lost")
            return True
        finally:
            self._connected = False
            for user in self._users:
                user.detach()
            if connection is not None:
                with suppress(AMQPError, OSError, RuntimeError, TimeoutError):
                    async with asyncio.timeout(1):
                        await connection.close()


async def _first_end(ends: Sequence[asyncio.Future[Any]]) -> None:
    """Return when the first of `ends` is over, however it ended."""
    watchers = [asyncio.shield(end) for end in ends]
    try:
        done, _ = await asyncio.wait(watchers, return_when=asyncio.FIRST_COMPLETED)
        for watcher in done:
            if not watcher.cancelled():
                watcher.exception()
    finally:
        for watcher in watchers:
            watcher.cancel()
