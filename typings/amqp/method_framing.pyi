from collections.abc import Callable
from typing import Any

from amqp.connection import Connection
from amqp.transport import _AbstractTransport

def frame_handler(
    connection: Connection, callback: Callable[..., Any]
) -> Callable[[tuple[int, int, Any]], bool]: ...
def frame_writer(connection: Connection, transport: _AbstractTransport) -> Callable[..., None]: ...
