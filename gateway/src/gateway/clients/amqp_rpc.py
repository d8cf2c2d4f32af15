"""Calls to the services over the broker, in the wire form that Nameko services speak."""

import asyncio
import itertools
import time
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar, cast
from uuid import uuid4

import msgspec
import structlog
from opentelemetry.trace import SpanKind

from contracts.errors import DeadlinePassed, ServiceUnavailable, all_wire_errors
from gateway import measures, tracing
from gateway.clients.amqp.call_properties import CallProperties
from gateway.clients.amqp.channel import Channel, Message
from gateway.clients.amqp.connection import Connection
from gateway.clients.amqp.failures import BrokerFailure
from gateway.clients.awaited import Awaited
from gateway.clients.failures import (
    AreaUnavailable,
    CallTimedOut,
    ConnectionLost,
    ServiceFault,
    UnknownService,
)
from gateway.clients.places import Places
from gateway.clients.presence import LOOK_SECONDS, Presence
from gateway.clients.rpc import DEFAULT_SECONDS, CallContext

_log = structlog.get_logger(__name__)

EXCHANGE = "nameko-rpc"
# A short gap in the connection is bridged; when it lasts longer, callers hear of it at once.
PATIENCE_SECONDS = 1.5
# How long a call waits for a broker that just now takes no messages.
BLOCKED_SECONDS = 0.5
# An answer usually takes milliseconds; after this long it is worth to see who is there at all.
SILENCE_SECONDS = 1.0

# What people call the part of the product that a service answers for.
AREAS = {
    "identity": "accounts",
    "billing_docs": "documents",
    "tickets": "requests",
    "catalog": "packages",
}

# The service runs, but another version of it: as good as away, until the roll-out is over.
_SPEAKS_ANOTHER_VERSION = {"MethodNotFound", "IncorrectSignature"}

T = TypeVar("T")


class _RemoteError(msgspec.Struct, frozen=True):
    exc_type: str
    exc_args: list[Any] = []
    value: str = ""


class _Reply(msgspec.Struct, frozen=True):
    result: msgspec.Raw = msgspec.Raw(b"null")
    error: _RemoteError | None = None


_reply_decoder = msgspec.json.Decoder(_Reply)


@lru_cache(maxsize=256)
def _decoder_of(answer: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(answer)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Question:
    service: str
    method: str
    body: bytes
    caller: CallContext
    deadline: float
    """In `time.monotonic()` seconds."""
    repeatable: bool


class AmqpRpcClient:
    """`RpcClient` on one channel and one exclusive reply queue, with many calls in flight."""

    def __init__(self, *, client_name: str = "gateway") -> None:
        self._client_name = client_name
        self._presence = Presence()
        self._places = Places()
        self._prefix = uuid4().hex[:12]
        self._numbers = itertools.count(1)
        self._pending: dict[str, Awaited] = {}
        self._connection: Connection | None = None
        self._channel: Channel | None = None
        self._reply_to = ""
        self._ready = asyncio.Event()
        self._lost_at = time.monotonic()

    @property
    def is_ready(self) -> bool:
        """Whether calls can be made."""
        return self._ready.is_set()

    @property
    def calls_in_flight(self) -> int:
        """How many calls wait for their answer."""
        return len(self._pending)

    async def attach(self, connection: Connection) -> asyncio.Future[None]:
        """Open the channel and the reply queue on a fresh connection."""
        channel = await connection.channel()
        channel.when_returned(self._take_back)
        await channel.declare_exchange(EXCHANGE)
        reply_to = str(uuid4())
        queue = f"rpc.reply-{self._client_name}-{reply_to}"
        await channel.consume(queue, EXCHANGE, reply_to, self._take_reply)
        self._presence.attach(connection)
        self._connection, self._channel, self._reply_to = connection, channel, reply_to
        self._ready.set()
        return channel.ended

    def detach(self) -> None:
        """Fail every call in flight at once: its answer can no longer come."""
        if self._ready.is_set():
            self._lost_at = time.monotonic()
        self._ready.clear()
        self._presence.detach()
        self._connection = self._channel = None
        pending, self._pending = self._pending, {}
        for awaited in pending.values():
            awaited.fail(ConnectionLost("", "connection lost while waiting"))

    async def call(
        self,
        service: str,
        method: str,
        arguments: Mapping[str, object],
        answer: type[T],
        *,
        caller: CallContext,
        timeout_seconds: float = DEFAULT_SECONDS,
        repeatable: bool = False,
    ) -> T:
        """Return the service's answer; see `RpcClient.call`."""
        area = AREAS.get(service, service)
        question = _Question(
            service=service,
            method=method,
            body=msgspec.json.encode({"args": (), "kwargs": arguments}),
            caller=caller,
            deadline=time.monotonic() + timeout_seconds,
            repeatable=repeatable,
        )
        with (
            self._places.one_at(service, area),
            measures.rpc(service, method) as outcome,
            tracing.span(f"{service}.{method}", SpanKind.CLIENT, caller.traceparent),
        ):
            try:
                async with asyncio.timeout(timeout_seconds):
                    reply = await self._ask(question)
            except TimeoutError:
                if self._presence.is_suspect(service):
                    raise UnknownService(area, "nobody takes its calls") from None
                raise CallTimedOut(area, f"no answer within {timeout_seconds} s") from None
            except (ConnectionLost, UnknownService) as error:
                raise type(error)(area, error.reason) from None
            decoded = _reply_decoder.decode(reply)
            if decoded.error is not None:
                outcome.value = decoded.error.exc_type
                raise _error_of(decoded.error, area, f"{service}.{method}")
        return cast("T", _decoder_of(cast("Hashable", answer)).decode(decoded.result))

    async def _ask(self, question: _Question) -> bytes:
        await self._wait_for_connection()
        try:
            return await self._ask_once(question)
        except ConnectionLost:
            if not question.repeatable:
                raise
        await self._wait_for_connection()
        return await self._ask_once(question)

    async def _wait_for_connection(self) -> None:
        if self._ready.is_set():
            return
        patience = self._lost_at + PATIENCE_SECONDS - time.monotonic()
        if patience > 0:
            try:
                async with asyncio.timeout(patience):
                    await self._ready.wait()
            except TimeoutError:
                pass
            else:
                return
        raise ConnectionLost("", "not connected to the broker")

    async def _ask_once(self, question: _Question) -> bytes:
        service = question.service
        if self._presence.is_suspect(service) and await self._presence.is_absent(service):
            raise UnknownService(AREAS.get(service, service), "nobody takes its calls")
        call_id = f"{self._prefix}-{next(self._numbers)}"
        budget_ms = max(1, int((question.deadline - time.monotonic()) * 1000))
        properties = CallProperties(
            correlation_id=call_id,
            reply_to=self._reply_to,
            expiration=str(budget_ms),
            headers={
                **question.caller.headers(),
                "nameko.traceparent": tracing.present_traceparent(),
                "nameko.budget_ms": budget_ms,
                "nameko.call_id_stack": [f"{self._client_name}.{question.method}.{call_id}"],
            },
        )
        awaited = self._pending[call_id] = Awaited()
        try:
            await self._publish(question, properties)
            await self._see_who_is_there(question, awaited)
            return await awaited.reply()
        finally:
            self._pending.pop(call_id, None)

    async def _see_who_is_there(self, question: _Question, awaited: Awaited) -> None:
        """Give a read up early if nobody takes it; a write waits, for it may yet be taken."""
        # Of a write it is found out within its time, so that nobody waits longer for that.
        service, last = question.service, question.deadline - time.monotonic() - LOOK_SECONDS
        seconds = SILENCE_SECONDS if question.repeatable else last
        if await self._presence.is_absent_after(seconds, service, awaited) and question.repeatable:
            raise UnknownService(AREAS.get(service, service), "nobody takes its calls")

    async def _publish(self, question: _Question, properties: CallProperties) -> None:
        connection, channel = self._connection, self._channel
        if connection is None or channel is None:
            raise ConnectionLost("", "not connected to the broker")
        if not connection.takes_messages:
            # A broker short of memory or disk reads nothing more from us, and would take calls
            # long after their callers have gone. It says so, and we do not send them then.
            try:
                async with asyncio.timeout(BLOCKED_SECONDS):
                    await connection.wait_until_it_takes_messages()
            except TimeoutError:
                raise ConnectionLost("", "the broker takes no messages") from None
        try:
            channel.publish(
                question.body,
                properties,
                exchange=EXCHANGE,
                routing_key=f"{question.service}.{question.method}",
            )
        except BrokerFailure as failure:
            raise ConnectionLost("", type(failure).__name__) from failure

    def _take_reply(self, message: Message) -> None:
        awaited = self._pending.pop(message.correlation_id, None)
        if awaited is not None:
            awaited.come(message.body)

    def _take_back(self, message: Message) -> None:
        awaited = self._pending.pop(message.correlation_id, None)
        if awaited is not None:
            awaited.fail(UnknownService("", "no queue takes its calls"))


def _error_of(error: _RemoteError, area: str, called: str) -> Exception:
    """Return the exception to raise for an error that a service answered."""
    arguments = tuple(str(argument) for argument in error.exc_args)
    if error.exc_type == ServiceUnavailable.__name__:
        return AreaUnavailable(area, ", ".join(arguments))
    if error.exc_type == DeadlinePassed.__name__:
        return CallTimedOut(area, "deadline passed before the work began")
    known = all_wire_errors().get(error.exc_type)
    if known is not None:
        return known(*arguments)
    if error.exc_type in _SPEAKS_ANOTHER_VERSION:
        _log.error("service_speaks_another_version", called=called, kind=error.exc_type)
        return AreaUnavailable(area, error.exc_type)
    _log.error("service_fault", called=called, kind=error.exc_type)
    return ServiceFault(f"{called}: {error.exc_type}")
