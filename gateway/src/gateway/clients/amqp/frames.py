"""Frames of AMQP 0-9-1: cut from the bytes that come, in whatever pieces, and put together.

pamqp knows what is in them. What would be written or read in the same way at each call is not:
the method of a publish is kept, and of a delivery only the header and the body are looked at.
"""

import struct
from functools import lru_cache
from typing import NamedTuple

from pamqp import commands, constants
from pamqp.exceptions import PAMQPException
from pamqp.frame import FrameTypes, marshal, unmarshal
from pamqp.header import ContentHeader
from pamqp.heartbeat import Heartbeat

from gateway.clients.amqp.call_properties import CallProperties
from gateway.clients.amqp.failures import FrameFault

LONGEST_FRAME = 131_072  # as RabbitMQ proposes it; a longer message travels in several
GREETING = b"AMQP\x00\x00\x09\x01"
HEARTBEAT = Heartbeat().marshal()

_HEAD = struct.Struct(">BHI")
_AROUND = _HEAD.size + 1
_BODY_SIZE = struct.Struct(">xxxxQ")
_CONTENT = struct.Struct(">HHQ")
_END = bytes((constants.FRAME_END,))
_KINDS = (
    constants.FRAME_METHOD,
    constants.FRAME_HEADER,
    constants.FRAME_BODY,
    constants.FRAME_HEARTBEAT,
)
# What pamqp lets through beside its own errors, for bytes that nobody should have sent.
_UNREADABLE = (PAMQPException, ValueError, TypeError, LookupError, OverflowError, struct.error)


class Frame(NamedTuple):
    """One frame as it came: the whole of it, and where it belongs."""

    kind: int
    channel: int
    raw: bytes

    @property
    def method_index(self) -> bytes:
        """Return the four bytes that say which method it is."""
        return self.raw[_HEAD.size : _HEAD.size + 4]

    @property
    def payload(self) -> bytes:
        """Return what is between the head and the end."""
        return self.raw[_HEAD.size : -1]


class FrameCutter:
    """Cuts frames from a stream, and keeps what is not whole yet."""

    def __init__(self) -> None:
        self._rest = b""

    def cut(self, data: bytes) -> list[Frame]:
        """Return the frames that are whole with `data`.

        Raises:
            FrameFault: this is no frame, or one longer than was agreed.
        """
        if self._rest:
            data = self._rest + data
        frames: list[Frame] = []
        begin, length = 0, len(data)
        while length - begin >= _AROUND:
            kind, channel, size = _HEAD.unpack_from(data, begin)
            if kind not in _KINDS or size > LONGEST_FRAME - _AROUND:
                raise FrameFault(f"a frame of kind {kind} with {size} bytes")
            end = begin + _AROUND + size
            if end > length:
                break
            if data[end - 1] != constants.FRAME_END:
                raise FrameFault("a frame without its end")
            frames.append(Frame(kind, channel, data[begin:end]))
            begin = end
        self._rest = data[begin:]
        return frames


def method_of(frame: Frame) -> FrameTypes:
    """Return the method in a frame.

    Raises:
        FrameFault: it cannot be read.
    """
    try:
        return unmarshal(frame.raw)[2]
    except _UNREADABLE as error:
        raise FrameFault(f"a method that cannot be read: {type(error).__name__}") from error


def header_of(frame: Frame) -> ContentHeader:
    """Return a message's size and properties: none, where they are no text and no table.

    RabbitMQ hands on what it was given; one sender's bad bytes are no reason to hang up on all.

    Raises:
        FrameFault: there is not even a size.
    """
    try:
        header = unmarshal(frame.raw)[2]
    except _UNREADABLE:
        header = None
    if isinstance(header, ContentHeader):
        return header
    try:
        (size,) = _BODY_SIZE.unpack_from(frame.payload)
    except struct.error as error:
        raise FrameFault("a header without a size") from error
    return ContentHeader(body_size=size)


def method_frame(method: FrameTypes, channel: int) -> bytes:
    """Return the bytes of a method."""
    return marshal(method, channel)


def message_frames(
    channel: int,
    body: bytes,
    properties: CallProperties,
    *,
    exchange: str,
    routing_key: str,
    longest: int = LONGEST_FRAME,
) -> bytes:
    """Return the bytes of a message that comes back if no queue takes it."""
    header = _CONTENT.pack(commands.Basic.frame_id, 0, len(body)) + properties.encoded()
    most = longest - _AROUND
    return b"".join(
        (
            _publish_frame(channel, exchange, routing_key),
            _frame(constants.FRAME_HEADER, channel, header),
            *(
                _frame(constants.FRAME_BODY, channel, body[begin : begin + most])
                for begin in range(0, len(body), most)
            ),
        )
    )


def _frame(kind: int, channel: int, payload: bytes) -> bytes:
    return _HEAD.pack(kind, channel, len(payload)) + payload + _END


@lru_cache(maxsize=1024)
def _publish_frame(channel: int, exchange: str, routing_key: str) -> bytes:
    method = commands.Basic.Publish(exchange=exchange, routing_key=routing_key, mandatory=True)
    return marshal(method, channel)
