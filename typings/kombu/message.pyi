from collections.abc import Callable
from types import TracebackType
from typing import Any

from kombu.transport.pyamqp import Channel

class Message:
    # Headers, properties and body are whatever the sender chose: parse them before you trust them.
    body: Any
    channel: Channel
    delivery_tag: int
    content_type: str | None
    content_encoding: str | None
    delivery_info: dict[str, Any]
    headers: dict[str, Any]
    properties: dict[str, Any]
    accept: set[str] | None
    errors: list[tuple[type[BaseException], BaseException, TracebackType]]
    def __init__(
        self,
        body: Any = ...,
        delivery_tag: int | None = ...,
        content_type: str | None = ...,
        content_encoding: str | None = ...,
        delivery_info: dict[str, Any] | None = ...,
        properties: dict[str, Any] | None = ...,
        headers: dict[str, Any] | None = ...,
        postencode: str | None = ...,
        accept: set[str] | None = ...,
        channel: Channel | None = ...,
        **kwargs: Any,
    ) -> None: ...
    def ack(self, multiple: bool = ...) -> None: ...
    def reject(self, requeue: bool = ...) -> None: ...
    def requeue(self) -> None: ...
    def ack_log_error(
        self, logger: Any, errors: tuple[type[BaseException], ...], multiple: bool = ...
    ) -> None: ...
    def _reraise_error(
        self, callback: Callable[[Message, Exception], object] | None = ...
    ) -> None: ...
    def decode(self) -> Any: ...
    @property
    def acknowledged(self) -> bool: ...
    @property
    def payload(self) -> Any: ...
