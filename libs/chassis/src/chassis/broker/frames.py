"""Reading frames so that no sender's properties can end the process that reads them."""

import base64
import struct
from collections.abc import Callable
from typing import Any

from amqp.exceptions import FrameSyntaxError
from amqp.method_framing import frame_handler
from amqp.serialization import dumps

# Instead of the sender's own headers, on a message whose properties cannot be read.
UNREADABLE_HEADER = "x-kontor-unreadable-properties"
_CONTENT_HEADER = 2
_FIXED_PART = 12  # class, weight and body size
_ONLY_HEADERS = struct.pack(">H", 0x2000)
_UNREADABLE = (
    ValueError,  # text that is no UTF-8; a date beyond the calendar
    OverflowError,
    OSError,
    RecursionError,
    struct.error,
    FrameSyntaxError,
)


def tolerant_frames(
    connection: Any, callback: Callable[..., Any]
) -> Callable[[tuple[int, int, Any]], bool]:
    """Return amqp's frame reader, for which properties that it cannot read are no reason to stop.

    RabbitMQ hands on any bytes as text and any number as a date; amqp raises in the middle of the
    connection's reading, and the message comes again to end the next process.
    """
    read = frame_handler(connection, callback)

    def on_frame(frame: tuple[int, int, Any]) -> bool:
        kind, channel, payload = frame
        try:
            return read(frame)
        except _UNREADABLE:
            if kind != _CONTENT_HEADER:
                raise
        return read((kind, channel, _with_raw_properties(bytes(payload))))

    return on_frame


def _with_raw_properties(payload: bytes) -> bytes:
    raw = base64.b64encode(payload[_FIXED_PART:]).decode()
    headers: bytes = dumps("F", [{UNREADABLE_HEADER: raw}])
    return payload[:_FIXED_PART] + _ONLY_HEADERS + headers
