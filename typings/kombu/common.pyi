from typing import Any

from kombu.entity import Exchange, Queue
from kombu.transport.pyamqp import Channel

def maybe_declare(
    entity: Exchange | Queue,
    channel: Channel | None = ...,
    retry: bool = ...,
    **retry_policy: Any,
) -> bool: ...
