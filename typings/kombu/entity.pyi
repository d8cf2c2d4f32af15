from collections.abc import Callable, Iterable
from typing import Any, Self

from kombu.message import Message
from kombu.transport.pyamqp import Channel

TRANSIENT_DELIVERY_MODE: int
PERSISTENT_DELIVERY_MODE: int

class MaybeChannelBound:
    def __call__(self, channel: Channel) -> Self: ...
    def bind(self, channel: Channel) -> Self: ...
    @property
    def is_bound(self) -> bool: ...
    @property
    def channel(self) -> Channel: ...

class Exchange(MaybeChannelBound):
    name: str
    type: str
    durable: bool
    auto_delete: bool
    passive: bool
    delivery_mode: int | None
    arguments: dict[str, Any] | None
    no_declare: bool
    def __init__(
        self,
        name: str = ...,
        type: str = ...,
        channel: Channel | None = ...,
        *,
        arguments: dict[str, Any] | None = ...,
        durable: bool = ...,
        passive: bool = ...,
        auto_delete: bool | None = ...,
        delivery_mode: int | str | None = ...,
        no_declare: bool = ...,
    ) -> None: ...
    def declare(
        self, nowait: bool = ..., passive: bool | None = ..., channel: Channel | None = ...
    ) -> Any: ...
    def delete(self, if_unused: bool = ..., nowait: bool = ...) -> Any: ...

class binding:
    exchange: Exchange
    routing_key: str
    def __init__(
        self,
        exchange: Exchange | None = ...,
        routing_key: str = ...,
        arguments: dict[str, Any] | None = ...,
        unbind_arguments: dict[str, Any] | None = ...,
    ) -> None: ...

class Queue(MaybeChannelBound):
    name: str
    exchange: Exchange | None
    routing_key: str
    durable: bool
    exclusive: bool
    auto_delete: bool
    no_ack: bool
    queue_arguments: dict[str, Any] | None
    binding_arguments: dict[str, Any] | None
    consumer_arguments: dict[str, Any] | None
    bindings: set[binding]
    no_declare: bool | None
    def __init__(
        self,
        name: str = ...,
        exchange: Exchange | str | Iterable[binding] | None = ...,
        routing_key: str = ...,
        channel: Channel | None = ...,
        bindings: Iterable[binding] | None = ...,
        on_declared: Callable[..., object] | None = ...,
        *,
        queue_arguments: dict[str, Any] | None = ...,
        binding_arguments: dict[str, Any] | None = ...,
        consumer_arguments: dict[str, Any] | None = ...,
        durable: bool = ...,
        exclusive: bool = ...,
        auto_delete: bool = ...,
        no_ack: bool = ...,
        alias: str | None = ...,
        no_declare: bool = ...,
        expires: float | None = ...,
        message_ttl: float | None = ...,
        max_length: int | None = ...,
        max_length_bytes: int | None = ...,
        max_priority: int | None = ...,
    ) -> None: ...
    def declare(self, nowait: bool = ..., channel: Channel | None = ...) -> str: ...
    def queue_declare(
        self, nowait: bool = ..., passive: bool = ..., channel: Channel | None = ...
    ) -> Any: ...
    def queue_bind(self, nowait: bool = ..., channel: Channel | None = ...) -> Any: ...
    def bind_to(
        self,
        exchange: Exchange | str = ...,
        routing_key: str = ...,
        arguments: dict[str, Any] | None = ...,
        nowait: bool = ...,
        channel: Channel | None = ...,
    ) -> Any: ...
    def get(
        self, no_ack: bool | None = ..., accept: Iterable[str] | None = ...
    ) -> Message | None: ...
    def purge(self, nowait: bool = ...) -> int: ...
    def delete(self, if_unused: bool = ..., if_empty: bool = ..., nowait: bool = ...) -> Any: ...
