from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any

from kombu import Connection, Exchange, Producer, Queue

class UndeliverableMessage(Exception): ...

def get_connection(
    amqp_uri: str,
    ssl: Any = ...,
    login_method: str | None = ...,
    transport_options: dict[str, Any] | None = ...,
) -> AbstractContextManager[Connection]: ...
def get_producer(
    amqp_uri: str,
    confirms: bool = ...,
    ssl: Any = ...,
    login_method: str | None = ...,
    transport_options: dict[str, Any] | None = ...,
) -> AbstractContextManager[Producer]: ...

class Publisher:
    amqp_uri: str
    use_confirms: bool
    transport_options: dict[str, Any]
    delivery_mode: int
    mandatory: bool
    priority: int
    # Seconds: nameko's docstring says milliseconds, kombu multiplies by 1,000.
    expiration: float | None
    serializer: str | None
    compression: str | None
    retry: bool
    retry_policy: dict[str, Any]
    declare: list[Exchange | Queue]
    publish_kwargs: dict[str, Any]
    def __init__(
        self,
        amqp_uri: str,
        use_confirms: bool | None = ...,
        serializer: str | None = ...,
        compression: str | None = ...,
        delivery_mode: int | None = ...,
        mandatory: bool | None = ...,
        priority: int | None = ...,
        expiration: float | None = ...,
        declare: Iterable[Exchange | Queue] | None = ...,
        retry: bool | None = ...,
        retry_policy: dict[str, Any] | None = ...,
        ssl: Any = ...,
        login_method: str | None = ...,
        **publish_kwargs: Any,
    ) -> None: ...
    def publish(self, payload: Any, **kwargs: Any) -> None: ...
