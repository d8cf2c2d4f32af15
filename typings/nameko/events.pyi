from collections.abc import Callable, Mapping
from typing import Any

from kombu import Exchange
from nameko.containers import WorkerContext
from nameko.messaging import Consumer, Publisher

SERVICE_POOL: str
SINGLETON: str
BROADCAST: str

class EventHandlerConfigurationError(Exception): ...

def get_event_exchange(service_name: str, config: Mapping[str, Any]) -> Exchange: ...

class EventDispatcher(Publisher):
    def get_dependency(self, worker_ctx: WorkerContext) -> Callable[[str, Any], None]: ...

class EventHandler(Consumer):
    source_service: str
    event_type: str
    handler_type: str
    reliable_delivery: bool
    def __init__(
        self,
        source_service: str,
        event_type: str,
        handler_type: str = ...,
        reliable_delivery: bool = ...,
        requeue_on_error: bool = ...,
        **kwargs: Any,
    ) -> None: ...
    @property
    def broadcast_identifier(self) -> str | None: ...

event_handler = EventHandler.decorator
