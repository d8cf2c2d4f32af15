"""One connection to the broker, kept open, with everybody who uses it set up again after a loss."""

import asyncio
import random
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

import structlog

from contracts.broker_addresses import broker_addresses
from gateway.clients.amqp.address import read_address
from gateway.clients.amqp.connection import Connection
from gateway.clients.amqp.failures import BrokerFailure

_log = structlog.get_logger(__name__)

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 5.0
# A silent broker is given up after two and a half of them.
HEARTBEAT_SECONDS = 5
CONNECT_SECONDS = 10


class ConnectionUser(Protocol):
    """Somebody who needs channels of the shared connection."""

    async def attach(self, connection: Connection) -> asyncio.Future[None]:
        """Set up on a fresh connection; the answer is done when a channel is lost."""

    def detach(self) -> None:
        """Give up everything that hung on the connection; it is gone."""


class Broker:
    """Keeps one connection open for its users and opens it again after each loss.

    `url` may name several nodes of a broker; after a loss the next one is tried.
    """

    def __init__(self, url: str, users: Sequence[ConnectionUser]) -> None:
        self._addresses = deque(map(read_address, broker_addresses(url)))
        # Not every gateway at the same node, whose end would then disturb them all.
        self._addresses.rotate(random.randrange(len(self._addresses)))  # noqa: S311  (not a secret)
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
            except (BrokerFailure, OSError, TimeoutError) as error:
                # Only the kind: an address in the text may hold the password.
                _log.warning("broker_unreachable", kind=type(error).__name__, pause_seconds=pause)
            self._addresses.rotate(-1)
            # Spread, so that many gateways do not come back in one moment.
            await asyncio.sleep(pause * (0.5 + random.random()))  # noqa: S311  (not a secret)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _connect_until_lost(self) -> bool:
        """Connect, set the users up, and return True once the connection is lost again."""
        connection: Connection | None = None
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                connection = await Connection.open(
                    self._addresses[0], name="gateway", heartbeat_seconds=HEARTBEAT_SECONDS
                )
                ends = [await user.attach(connection) for user in self._users]
            self._connected = True
            _log.info("broker_connected")
            await asyncio.wait([connection.ended, *ends], return_when=asyncio.FIRST_COMPLETED)
            _log.warning("broker_connection_lost")
            return True
        finally:
            self._connected = False
            for user in self._users:
                user.detach()
            if connection is not None:
                await connection.close()
