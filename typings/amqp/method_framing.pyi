from collections.abc import Callable
from typing import Any

from amqp.connection import Connection

def frame_handler(
    connection: Connection, callback: Callable[..., Any]
) -> Callable[[tuple[int, int, Any]], bool]: ...
