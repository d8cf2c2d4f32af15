from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Any, Self

from kombu.connection import Connection
from kombu.entity import Exchange, Queue
from kombu.message import Message
from kombu.transport.pyamqp import Channel

class Producer:
    channel: Channel
    exchange: Exchange
    routing_key: str
    serializer: str | None
    auto_declare: bool
    on_return: Callable[..., object] | None
    def __init__(
        self,
        channel: Channel | Connection,
        exchange: Exchange | str | None = ...,
        routing_key: str | None = ...,
        serializer: str | None = ...,
        auto_declare: bool | None = ...,
        compression: str | None = ...,
        on_return: Callable[..., object] | None = ...,
    ) -> None: ...
    # `expiration` is in seconds, whatever nameko's docstrings say.
    def publish(
        self,
        body: Any,
        routing_key: str | None = ...,
        delivery_mode: int | str | None = ...,
        mandatory: bool = ...,
        immediate: bool = ...,
        priority: int = ...,
        content_type: str | None = ...,
        content_encoding: str | None = ...,
        serializer: str | None = ...,
        headers: dict[str, Any] | None = ...,
        compression: str | None = ...,
        exchange: Exchange | str | None = ...,
        retry: bool = ...,
        retry_policy: dict[str, Any] | None = ...,
        declare: Iterable[Exchange | Queue] | None = ...,
        expiration: float | None = ...,
        timeout: float | None = ...,
        confirm_timeout: float | None = ...,
        **properties: Any,
    ) -> Any: ...
    def maybe_declare(
        self, entity: Exchange | Queue, retry: bool = ..., **retry_policy: Any
    ) -> bool: ...
    def release(self) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        typ: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None: ...
    @property
    def connection(self) -> Connection | None: ...

class Consumer:
    channel: Channel
    queues: list[Queue]
    no_ack: bool | None
    callbacks: list[Callable[[Any, Message], object]]
    on_message: Callable[[Message], object] | None
    on_decode_error: Callable[[Message, Exception], object] | None
    accept: set[str] | None
    prefetch_count: int | None
    auto_declare: bool
    def __init__(
        self,
        channel: Channel | Connection,
        queues: Queue | Sequence[Queue] | None = ...,
        no_ack: bool | None = ...,
        auto_declare: bool | None = ...,
        callbacks: Sequence[Callable[[Any, Message], object]] | None = ...,
        on_decode_error: Callable[[Message, Exception], object] | None = ...,
        on_message: Callable[[Message], object] | None = ...,
        accept: Iterable[str] | None = ...,
        prefetch_count: int | None = ...,
        tag_prefix: str | None = ...,
    ) -> None: ...
    def revive(self, channel: Channel) -> None: ...
    def declare(self) -> None: ...
    def register_callback(self, callback: Callable[[Any, Message], object]) -> None: ...
    def add_queue(self, queue: Queue) -> Queue: ...
    # Declared as an attribute so that one consumer's `consume` may be wrapped (prefetch per queue).
    consume: Callable[..., None]
    def cancel(self) -> None: ...
    def cancel_by_queue(self, queue: Queue | str) -> None: ...
    def consuming_from(self, queue: Queue | str) -> bool: ...
    def purge(self) -> int: ...
    def flow(self, active: bool) -> None: ...
    def qos(
        self, prefetch_size: int = ..., prefetch_count: int = ..., apply_global: bool = ...
    ) -> Any: ...
    def recover(self, requeue: bool = ...) -> Any: ...
    def receive(self, body: Any, message: Message) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        typ: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None: ...
    @property
    def connection(self) -> Connection | None: ...
