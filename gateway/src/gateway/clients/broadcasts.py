"""Listens for what services tell every gateway: ended access, news of requests."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar
from uuid import uuid4

import msgspec
import structlog

from contracts.events import ACCESS_ENDED, AccessEnded
from contracts.request_news import REQUEST_NEWS, RequestNews
from gateway.clients.amqp.channel import Message
from gateway.clients.amqp.connection import Connection

_log = structlog.get_logger(__name__)

E = TypeVar("E", bound=msgspec.Struct)


class BroadcastListener(Generic[E]):
    """Hands every announcement of one kind to one function.

    Each gateway has a queue of its own; what is said while it is not connected is missed, so
    `on_gap` is called after each connection: whatever was remembered may be out of date.
    """

    def __init__(
        self,
        service: str,
        event_type: str,
        decoder: msgspec.json.Decoder[E],
        *,
        on_event: Callable[[E], None],
        on_gap: Callable[[], None],
    ) -> None:
        self._service = service
        self._event_type = event_type
        self._decoder = decoder
        self._on_event = on_event
        self._on_gap = on_gap

    async def attach(self, connection: Connection) -> asyncio.Future[None]:
        """Bind an own queue on a fresh connection."""
        exchange = f"{self._service}.events"
        channel = await connection.channel()
        # As Nameko declares it; whoever comes first makes it.
        await channel.declare_exchange(exchange)
        queue = f"evt-{self._service}-{self._event_type}--gateway-{uuid4()}"
        await channel.consume(queue, exchange, self._event_type, self._take)
        self._on_gap()
        return channel.ended

    def detach(self) -> None:
        """Nothing to give up: the queue went with the connection."""

    def _take(self, message: Message) -> None:
        try:
            event = self._decoder.decode(message.body)
        except msgspec.DecodeError:
            # Better to ask once too often than to keep an ended session alive, or to miss news.
            _log.exception("broadcast_unreadable", event_type=self._event_type)
            self._on_gap()
            return
        self._on_event(event)


def access_ended_listener(
    on_ended: Callable[[AccessEnded], None], on_gap: Callable[[], None]
) -> BroadcastListener[AccessEnded]:
    """Return what hears of ended access, so that a session's end is felt at once (ADR 0013)."""
    decoder = msgspec.json.Decoder(AccessEnded)
    return BroadcastListener("identity", ACCESS_ENDED, decoder, on_event=on_ended, on_gap=on_gap)


def request_news_listener(
    on_news: Callable[[RequestNews], None], on_gap: Callable[[], None]
) -> BroadcastListener[RequestNews]:
    """Return what hears that something about a request is new."""
    decoder = msgspec.json.Decoder(RequestNews)
    return BroadcastListener("tickets", REQUEST_NEWS, decoder, on_event=on_news, on_gap=on_gap)
