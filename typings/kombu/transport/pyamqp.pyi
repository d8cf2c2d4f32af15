from typing import Any

import amqp

class Channel(amqp.Channel):
    def prepare_message(
        self,
        body: str | bytes,
        priority: int | None = ...,
        content_type: str | None = ...,
        content_encoding: str | None = ...,
        headers: dict[str, Any] | None = ...,
        properties: dict[str, Any] | None = ...,
    ) -> amqp.Message: ...
    def message_to_python(self, raw_message: amqp.Message) -> Any: ...

class Connection(amqp.Connection):
    Channel: type[Channel]

class Transport:
    Connection: type[Connection]
    Channel: type[Channel]
    default_port: int
    connection_errors: tuple[type[Exception], ...]
    channel_errors: tuple[type[Exception], ...]
    client: Any
    def __init__(self, client: Any, *args: Any, **kwargs: Any) -> None: ...
    def establish_connection(self) -> amqp.Connection: ...

class SSLTransport(Transport): ...
