"""Calls from one service to another, each with a deadline: nothing here waits for ever."""

import time
import uuid
from typing import Any, TypeVar, overload

import eventlet
import msgspec
from amqp.spec import Basic
from eventlet.event import Event
from kombu import Queue
from kombu.message import Message
from nameko.extensions import DependencyProvider, SharedExtension
from nameko.rpc import get_rpc_exchange

from chassis.broker.connection import LOST
from chassis.broker.consuming import RpcQueueConsumer
from chassis.context import PREFIX, current_context
from chassis.decoding import UNDECODABLE
from contracts.errors import DeadlinePassed, ServiceUnavailable, WireError, all_wire_errors

T = TypeVar("T")
DEFAULT_SECONDS = 5.0
_JSON = "application/json"
_TRANSIENT = 1
_EXPIRES_MILLISECONDS = 300_000
_MANY = 1000
_LOOK_SECONDS = 0.05


class CallFailed(Exception):
    """The answer is none that the contract knows: a bug, on our side or theirs."""


class _Answer(msgspec.Struct):
    result: msgspec.Raw = msgspec.Raw(b"null")
    error: dict[str, Any] | None = None


_ANSWER = msgspec.json.Decoder(_Answer)


class Replies(SharedExtension):
    """The reply queue of one process, shared by all its clients."""

    queue_consumer = RpcQueueConsumer()
    prefetch = _MANY

    def setup(self) -> None:
        """Name the queue and register it with the connection for calls."""
        self._waiting: dict[str, tuple[str, Event]] = {}
        self._exchange = get_rpc_exchange(self.container.config)
        self._move()
        self.queue_consumer.register_provider(self)
        self.queue_consumer.when_lost[self] = self._begin_anew

    def _move(self) -> None:
        """Take a new queue: the old one may lie on a node that is down, where nobody gets at it."""
        self._own_key = str(uuid.uuid4())
        self.queue = Queue(
            f"rpc.reply-{self.container.service_name}-{self._own_key}",
            exchange=self._exchange,
            routing_key=self._own_key,
            queue_arguments={"x-expires": _EXPIRES_MILLISECONDS},
        )

    def stop(self) -> None:
        """Take no more replies; the workers that waited for some are done."""
        self.queue_consumer.unregister_provider(self)
        super().stop()

    def ask(
        self, service: str, method: str, body: bytes, headers: dict[str, Any], seconds: float
    ) -> bytes:
        """Return the answer's body.

        Raises:
            DeadlinePassed: none came within `seconds`. The request dies in its queue at the same
                time, so what nobody waits for is not begun.
            ServiceUnavailable: there is no such service; the connection to the broker was lost, or
                there was none all that time.
        """
        ends_at = time.monotonic() + seconds
        channel = self._open_channel(ends_at)
        channel.events["basic_return"].add(self._returned)
        correlation_id = str(uuid.uuid4())
        request = channel.prepare_message(
            body,
            content_type=_JSON,
            content_encoding="utf-8",
            headers=headers,
            properties={
                "reply_to": self._own_key,
                "correlation_id": correlation_id,
                "delivery_mode": _TRANSIENT,
                "expiration": str(_milliseconds_until(ends_at)),
            },
        )
        answered = Event()
        self._waiting[correlation_id] = (service, answered)
        try:
            # As replies are sent: written alone, without reading the socket (calls.py says why).
            arguments = (0, self._exchange.name, f"{service}.{method}", True, False)
            channel.send_method(Basic.Publish, "Bssbb", arguments, request)
            with eventlet.Timeout(max(ends_at - time.monotonic(), 0), False):
                answer: bytes = answered.wait()
                return answer
        except LOST as lost:
            raise ServiceUnavailable("broker") from lost
        finally:
            self._waiting.pop(correlation_id, None)
        raise DeadlinePassed(f"{service}.{method}")

    def handle_message(self, message: Message) -> None:
        """Hand a reply to whoever still waits for it."""
        self.queue_consumer.ack_message(message)
        waiting = self._waiting.pop(str(message.properties.get("correlation_id")), None)
        if waiting is not None:
            body = message.body
            waiting[1].send(body.encode() if isinstance(body, str) else bytes(body))

    def _open_channel(self, ends_at: float) -> Any:
        # A connection that is just being made anew is worth waiting for.
        while (channel := self.queue_consumer.open_channel(self)) is None:
            if time.monotonic() > ends_at:
                raise ServiceUnavailable("broker")
            eventlet.sleep(_LOOK_SECONDS)
        return channel

    def _begin_anew(self) -> None:
        # The replies to what is in flight will not come.
        self._move()
        waiting, self._waiting = self._waiting, {}
        for _, answered in waiting.values():
            answered.send_exception(ServiceUnavailable("broker"))

    def _returned(self, _error: Exception, _exchange: str, _key: str, message: Message) -> None:
        waiting = self._waiting.pop(str(message.properties.get("correlation_id")), None)
        if waiting is not None:
            service, answered = waiting
            answered.send_exception(ServiceUnavailable(service))


def _milliseconds_until(instant: float) -> int:
    return max(int((instant - time.monotonic()) * 1000), 1)


class RemoteService:
    """Another service, as a method calls it."""

    def __init__(self, replies: Replies, service: str) -> None:
        self._replies = replies
        self._service = service

    def call(
        self, method: str, result: type[T], /, *, timeout: float = DEFAULT_SECONDS, **arguments: Any
    ) -> T:
        """Return what `method` of the other service answers, decoded as `result`.

        Waits for `timeout` seconds, or for what is left of our own caller's budget, if that is
        less. Whoever called us is handed on as the caller.

        Raises:
            WireError: what the other service answered; DeadlinePassed; or ServiceUnavailable when
                it does not run or the connection is lost, in which case it may have done the work.
            CallFailed: it answered what its contract does not allow.
        """
        context = current_context()
        remaining = context.remaining_seconds()
        seconds = timeout if remaining is None else min(timeout, remaining)
        if seconds <= 0:
            raise DeadlinePassed(f"{self._service}.{method}")
        headers = context.outgoing_headers()
        headers[f"{PREFIX}budget_ms"] = int(seconds * 1000)
        if context.principal_token:
            headers[f"{PREFIX}principal"] = context.principal_token
        body = msgspec.json.encode({"args": [], "kwargs": arguments})
        answer = self._replies.ask(self._service, method, body, headers, seconds)
        return self._read(method, answer, result)

    def _read(self, method: str, body: bytes, result: type[T]) -> T:
        try:
            answer = _ANSWER.decode(body)
            if answer.error is None:
                return msgspec.json.decode(answer.result, type=result)
        except UNDECODABLE as error:
            raise CallFailed(f"{self._service}.{method} answered otherwise: {error}") from error
        raise self._error(method, answer.error)

    def _error(self, method: str, described: dict[str, Any]) -> WireError | CallFailed:
        known = all_wire_errors().get(str(described.get("exc_type")))
        if known is not None:
            return known(*described.get("exc_args", ()))
        return CallFailed(
            f"{self._service}.{method}: {described.get('exc_type')} {described.get('value')}"
        )


class RpcClient(DependencyProvider):
    """One other service: after `other = RpcClient("other")` a method uses `self.other.call`."""

    replies = Replies()

    def __init__(self, service: str) -> None:
        self._service = service
        super().__init__()

    @overload
    def __get__(self, instance: None, owner: type) -> "RpcClient": ...

    @overload
    def __get__(self, instance: object, owner: type) -> RemoteService: ...

    def __get__(self, instance: object | None, owner: type) -> "RpcClient | RemoteService":
        """Return the declaration; in an instance Nameko puts `get_dependency`'s in its place."""
        return self

    def get_dependency(self, worker_ctx: Any) -> RemoteService:
        """Return the other service, for one worker."""
        del worker_ctx
        return RemoteService(self.replies, self._service)
