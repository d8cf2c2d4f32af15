from collections.abc import Mapping
from typing import Any, TypeAlias

from eventlet.event import Event
from kombu import Exchange, Queue
from kombu.message import Message
from nameko.amqp.publish import Publisher
from nameko.containers import ServiceContainer, WorkerContext
from nameko.extensions import (
    DependencyProvider,
    Entrypoint,
    ProviderCollector,
    SharedExtension,
    _ExcInfo,
)
from nameko.messaging import HeaderDecoder, HeaderEncoder, QueueConsumer

_Result: TypeAlias = tuple[Any, _ExcInfo | None]

RPC_QUEUE_TEMPLATE: str
RPC_REPLY_QUEUE_TEMPLATE: str
RPC_REPLY_QUEUE_TTL: int

def get_rpc_exchange(config: Mapping[str, Any]) -> Exchange: ...

class RpcConsumer(SharedExtension, ProviderCollector):
    # Whatever registers providers and settles messages: ours is none of Nameko's.
    queue_consumer: Any
    queue: Queue | None
    _unregistering_providers: set[Any]
    _unregistered_from_queue_consumer: Event
    def __init__(self) -> None: ...
    def get_provider_for_method(self, routing_key: str) -> Rpc: ...
    def handle_message(self, body: Any, message: Message) -> None: ...
    def handle_result(
        self, message: Message, result: Any, exc_info: _ExcInfo | None
    ) -> _Result: ...
    def requeue_message(self, message: Message) -> None: ...

class Rpc(Entrypoint, HeaderDecoder):
    rpc_consumer: RpcConsumer
    def handle_message(self, body: Any, message: Message) -> None: ...
    def handle_result(
        self, message: Message, worker_ctx: WorkerContext, result: Any, exc_info: _ExcInfo | None
    ) -> _Result: ...

rpc = Rpc.decorator

class Responder:
    publisher_cls: type[Publisher]
    def __init__(
        self,
        amqp_uri: str,
        exchange: Exchange,
        serializer: str,
        message: Message,
        ssl: Any = ...,
        login_method: str | None = ...,
    ) -> None: ...
    def send_response(self, result: Any, exc_info: _ExcInfo | None) -> _Result: ...

class ReplyListener(SharedExtension):
    queue_consumer: QueueConsumer
    routing_key: str
    queue: Queue
    _reply_events: dict[str, Event]
    def __init__(self, **kwargs: Any) -> None: ...
    def get_reply_event(self, correlation_id: str) -> Event: ...
    def handle_message(self, body: Any, message: Message) -> None: ...

class RpcProxy(DependencyProvider):
    rpc_reply_listener: ReplyListener
    target_service: str
    options: dict[str, Any]
    def __init__(self, target_service: str, **options: Any) -> None: ...
    def get_dependency(self, worker_ctx: WorkerContext) -> ServiceProxy: ...

class ServiceProxy:
    worker_ctx: WorkerContext
    service_name: str
    reply_listener: ReplyListener
    options: dict[str, Any]
    def __init__(
        self,
        worker_ctx: WorkerContext,
        service_name: str,
        reply_listener: ReplyListener,
        **options: Any,
    ) -> None: ...
    def __getattr__(self, name: str) -> MethodProxy: ...

class RpcReply:
    resp_body: Any
    reply_event: Event
    def __init__(self, reply_event: Event) -> None: ...
    def result(self) -> Any: ...

class MethodProxy(HeaderEncoder):
    publisher_cls: type[Publisher]
    worker_ctx: WorkerContext
    service_name: str
    method_name: str
    reply_listener: ReplyListener
    publisher: Publisher
    def __init__(
        self,
        worker_ctx: WorkerContext,
        service_name: str,
        method_name: str,
        reply_listener: ReplyListener,
        **options: Any,
    ) -> None: ...
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
    @property
    def container(self) -> ServiceContainer: ...
    @property
    def amqp_uri(self) -> str: ...
    @property
    def serializer(self) -> str: ...
    def call_async(self, *args: Any, **kwargs: Any) -> RpcReply: ...
    def _call(self, *args: Any, **kwargs: Any) -> RpcReply: ...
