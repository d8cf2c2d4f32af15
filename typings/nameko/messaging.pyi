from collections.abc import Callable, Iterable
from typing import Any, TypeAlias, TypeVar

from eventlet.event import Event
from eventlet.greenthread import GreenThread
from kombu import Connection, Exchange, Queue
from kombu.message import Message
from kombu.messaging import Consumer as _KombuConsumer
from kombu.mixins import ConsumerMixin
from kombu.transport.pyamqp import Channel
from nameko.amqp.publish import Publisher as PublisherCore
from nameko.containers import WorkerContext
from nameko.extensions import (
    DependencyProvider,
    Entrypoint,
    ProviderCollector,
    SharedExtension,
    _ExcInfo,
)

_F = TypeVar("_F", bound=Callable[..., Any])
_Result: TypeAlias = tuple[Any, _ExcInfo | None]

class HeaderEncoder:
    header_prefix: str
    def _get_header_name(self, key: str) -> str: ...
    def get_message_headers(self, worker_ctx: WorkerContext) -> dict[str, Any]: ...

class HeaderDecoder:
    header_prefix: str
    def _strip_header_name(self, key: str) -> str: ...
    def unpack_message_headers(self, message: Message) -> dict[str, Any]: ...

class Publisher(DependencyProvider, HeaderEncoder):
    publisher_cls: type[PublisherCore]
    exchange: Exchange | None
    options: dict[str, Any]
    declare: list[Exchange | Queue]
    publisher: PublisherCore
    def __init__(
        self,
        exchange: Exchange | None = ...,
        queue: Queue | None = ...,
        declare: list[Exchange | Queue] | None = ...,
        **options: Any,
    ) -> None: ...
    @property
    def amqp_uri(self) -> str: ...
    @property
    def serializer(self) -> str: ...
    def get_dependency(self, worker_ctx: WorkerContext) -> Callable[..., None]: ...

class QueueConsumer(SharedExtension, ProviderCollector, ConsumerMixin):
    # Keyed by provider: any extension with `queue` and `handle_message(body, message)`.
    _consumers: dict[Any, _KombuConsumer]
    _pending_remove_providers: dict[Any, Event]
    _gt: GreenThread[None] | None
    _starting: bool
    _consumers_ready: Event
    def __init__(self) -> None: ...
    @property
    def amqp_uri(self) -> str: ...
    @property
    def prefetch_count(self) -> int: ...
    @property
    def accept(self) -> list[str]: ...
    @property
    def connection(self) -> Connection: ...
    def ack_message(self, message: Message) -> None: ...
    def requeue_message(self, message: Message) -> None: ...
    def handle_message(self, provider: Any, body: Any, message: Message) -> None: ...
    def get_consumers(
        self, consumer_cls: Callable[..., _KombuConsumer], channel: Channel, /
    ) -> Iterable[_KombuConsumer]: ...
    def _handle_thread_exited(self, gt: GreenThread[Any]) -> None: ...
    def _cancel_consumers_if_requested(self) -> None: ...

class Consumer(Entrypoint, HeaderDecoder):
    queue_consumer: QueueConsumer
    queue: Queue
    requeue_on_error: bool
    def __init__(
        self, queue: Queue | None, requeue_on_error: bool = ..., **kwargs: Any
    ) -> None: ...
    # A queue is callable, so the bare form `@consume` of Entrypoint must not be offered here.
    @classmethod
    def decorator(cls, *args: Any, **kwargs: Any) -> Callable[[_F], _F]: ...  # type: ignore[override]  # see above
    def handle_message(self, body: Any, message: Message) -> None: ...
    def handle_result(
        self,
        message: Message,
        worker_ctx: WorkerContext,
        result: Any = ...,
        exc_info: _ExcInfo | None = ...,
    ) -> _Result: ...
    def handle_message_processed(
        self, message: Message, result: Any = ..., exc_info: _ExcInfo | None = ...
    ) -> None: ...

consume = Consumer.decorator

class QueueConsumerStopped(Exception): ...
