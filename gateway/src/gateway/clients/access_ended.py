"""Listens for ended access, so that a session's end is felt here at once (docs/adr/0013)."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import msgspec
import structlog
from aiormq.abc import AbstractConnection, DeliveredMessage

from contracts.events import ACCESS_ENDED, AccessEnded

_log = structlog.get_logger(__name__)

EXCHANGE = "identity.events"

_decoder = msgspec.json.Decoder(AccessEnded)


class AccessEndedListener:
    """Hands every `access_ended` broadcast of identity to one function.

    Each gateway has a queue of its own; what is said while it is not connected is missed, so
    `on_gap` is called after each connection: whatever was remembered may be out of date.
    """

    def __init__(self, on_ended: Callable[[AccessEnded], None], on_gap: Callable[[], None]) -> None:
        self._on_ended = on_ended
        self._on_gap = on_gap

    async def attach(self, connection: AbstractConnection) -> asyncio.Future[Any]:
        """Bind an own queue on a fresh connection."""
        channel = await connection.channel(publisher_confirms=False)
        # As Nameko declares it; whoever comes first makes it.
        await channel.exchange_declare(EXCHANGE, exchange_type="topic", durable=True)
        queue = f"evt-identity-{ACCESS_ENDED}--gateway-{uuid4()}"
        await channel.queue_declare(queue, exclusive=True, auto_delete=True)
        await channel.queue_bind(queue, EXCHANGE, ACCESS_ENDED)
        await channel.basic_consume(queue, self._take, no_ack=True)
        self._on_gap()
        return channel.closing

    def detach(self) -> None:
        """Nothing to give up: the queue went with the connection."""

    async def _take(self, message: DeliveredMessage) -> None:
        try:
            event = _decoder.decode(message.body)
        except msgspec.DecodeError:
            # Better to ask identity once too often than to keep an ended session alive.
            _log.exception("access_ended_unreadable")
            self._on_gap()
            return
        self._on_ended(event)
