"""A tiny service that speaks Nameko's RPC on the real broker, as the gateway's tests need it."""

import asyncio
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

import aiormq
import msgspec
from aiormq.abc import AbstractChannel, AbstractConnection, DeliveredMessage

from contracts.errors import WireError

EXCHANGE = "nameko-rpc"
NEVER = object()
"""What a method returns that takes a call and gives no answer."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One call as it came off the broker."""

    method: str
    kwargs: dict[str, Any]
    args: list[Any]
    headers: dict[str, Any]
    properties: Any


@dataclass(kw_only=True)
class WireService:
    """Takes the calls of one service and answers each with the function of the method's name."""

    name: str
    url: str
    methods: dict[str, Callable[..., Any]] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    _connection: AbstractConnection | None = None
    _channel: AbstractChannel | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> Self:
        self._connection = await aiormq.connect(self.url)
        self._channel = channel = await self._connection.channel(publisher_confirms=False)
        await channel.exchange_declare(EXCHANGE, exchange_type="topic", durable=True)
        await channel.queue_declare(f"rpc-{self.name}", durable=True)
        await channel.queue_bind(f"rpc-{self.name}", EXCHANGE, f"{self.name}.*")
        await self.listen()
        return self

    async def __aexit__(self, *_about: object) -> None:
        assert self._connection is not None
        await self._connection.close()

    async def listen(self) -> None:
        """Take calls from now on."""
        assert self._channel is not None
        await self._channel.basic_consume(
            f"rpc-{self.name}", self._take, no_ack=True, consumer_tag="taker"
        )

    async def fall_silent(self) -> None:
        """Leave calls in the queue from now on."""
        assert self._channel is not None
        await self._channel.basic_cancel("taker")

    async def has_taken(self, count: int) -> None:
        """Return once so many calls have come."""
        async with asyncio.timeout(10):
            while len(self.taken) < count:
                self._news.clear()
                await self._news.wait()

    async def _take(self, message: DeliveredMessage) -> None:
        properties = message.header.properties
        call = msgspec.json.decode(message.body)
        assert isinstance(message.delivery, aiormq.spec.Basic.Deliver)
        method = (message.delivery.routing_key or "").partition(".")[2]
        taken = Taken(
            method=method,
            kwargs=call["kwargs"],
            args=call["args"],
            headers=dict(properties.headers or {}),
            properties=properties,
        )
        self.taken.append(taken)
        self._news.set()
        reply = await self._answer(taken)
        if reply is NEVER:
            return
        assert self._channel is not None
        await self._channel.basic_publish(
            msgspec.json.encode(reply),
            exchange=EXCHANGE,
            routing_key=properties.reply_to or "",
            properties=aiormq.spec.Basic.Properties(
                content_type="application/json", correlation_id=properties.correlation_id
            ),
        )

    async def _answer(self, taken: Taken) -> Any:
        try:
            result = self.methods[taken.method](**taken.kwargs)
            if inspect.isawaitable(result):
                result = await result
        except WireError as error:
            return _failed(type(error).__name__, list(error.arguments))
        except Exception as error:  # noqa: BLE001  (whatever a service may fail with)
            return _failed(type(error).__name__, [str(error)])
        return NEVER if result is NEVER else {"result": result, "error": None}


def _failed(exc_type: str, exc_args: list[str]) -> dict[str, Any]:
    return {
        "result": None,
        "error": {
            "exc_type": exc_type,
            "exc_path": f"somewhere.{exc_type}",
            "exc_args": exc_args,
            "value": str(exc_args),
        },
    }
