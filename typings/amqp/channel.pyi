from collections.abc import Callable
from types import TracebackType
from typing import Any, NamedTuple, Self

from amqp.basic_message import Message
from amqp.connection import Connection

class queue_declare_ok_t(NamedTuple):
    queue: str
    message_count: int
    consumer_count: int

class AbstractChannel:
    # None once the channel is closed.
    connection: Connection | None
    channel_id: int
    # What waits for the broker's next method of a kind: called with it and its arguments.
    _pending: dict[tuple[int, int], Callable[..., object]]
    def wait(
        self,
        method: Any,
        callback: Callable[..., object] | None = ...,
        timeout: float | None = ...,
        returns_tuple: bool = ...,
    ) -> Any: ...
    def collect(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        typ: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None: ...
    def send_method(
        self,
        sig: tuple[int, int],
        format: str | None = ...,
        args: tuple[object, ...] | None = ...,
        content: Message | None = ...,
        wait: Any = ...,
        callback: Callable[..., object] | None = ...,
        returns_tuple: bool = ...,
    ) -> Any: ...

class Channel(AbstractChannel):
    is_open: bool
    callbacks: dict[str, Callable[[Any], object]]
    cancel_callbacks: dict[str, Callable[[str], object]]
    def __init__(self, connection: Connection, channel_id: int | None = ...) -> None: ...
    def _on_close(
        self, reply_code: int, reply_text: str, class_id: int, method_id: int
    ) -> None: ...
    events: dict[str, set[Callable[..., object]]]
    confirm_publish: bool
    auto_decode: bool
    def close(
        self, reply_code: int = ..., reply_text: str = ..., method_sig: tuple[int, int] = ...
    ) -> Any: ...
    def open(self) -> Any: ...
    def exchange_declare(
        self,
        exchange: str,
        type: str,
        passive: bool = ...,
        durable: bool = ...,
        auto_delete: bool = ...,
        nowait: bool = ...,
        arguments: dict[str, Any] | None = ...,
    ) -> Any: ...
    def exchange_delete(self, exchange: str, if_unused: bool = ..., nowait: bool = ...) -> Any: ...
    def queue_declare(
        self,
        queue: str = ...,
        passive: bool = ...,
        durable: bool = ...,
        exclusive: bool = ...,
        auto_delete: bool = ...,
        nowait: bool = ...,
        arguments: dict[str, Any] | None = ...,
    ) -> queue_declare_ok_t: ...
    def queue_bind(
        self,
        queue: str,
        exchange: str = ...,
        routing_key: str = ...,
        nowait: bool = ...,
        arguments: dict[str, Any] | None = ...,
    ) -> Any: ...
    def queue_unbind(
        self,
        queue: str,
        exchange: str,
        routing_key: str = ...,
        nowait: bool = ...,
        arguments: dict[str, Any] | None = ...,
    ) -> Any: ...
    def queue_delete(
        self, queue: str = ..., if_unused: bool = ..., if_empty: bool = ..., nowait: bool = ...
    ) -> Any: ...
    def queue_purge(self, queue: str = ..., nowait: bool = ...) -> int: ...
    def basic_ack(self, delivery_tag: int, multiple: bool = ...) -> Any: ...
    def basic_reject(self, delivery_tag: int, requeue: bool = ...) -> Any: ...
    def basic_cancel(self, consumer_tag: str, nowait: bool = ...) -> Any: ...
    def basic_consume(
        self,
        queue: str = ...,
        consumer_tag: str = ...,
        no_local: bool = ...,
        no_ack: bool = ...,
        exclusive: bool = ...,
        nowait: bool = ...,
        callback: Callable[[Any], object] | None = ...,
        arguments: dict[str, Any] | None = ...,
        on_cancel: Callable[..., object] | None = ...,
    ) -> Any: ...
    def basic_get(self, queue: str = ..., no_ack: bool = ...) -> Any: ...
    def basic_publish(
        self,
        msg: Message,
        exchange: str = ...,
        routing_key: str = ...,
        mandatory: bool = ...,
        immediate: bool = ...,
        timeout: float | None = ...,
        confirm_timeout: float | None = ...,
    ) -> Any: ...
    def basic_publish_confirm(self, *args: Any, **kwargs: Any) -> Any: ...
    def basic_qos(self, prefetch_size: int, prefetch_count: int, a_global: bool) -> Any: ...
    def confirm_select(self, nowait: bool = ...) -> Any: ...
