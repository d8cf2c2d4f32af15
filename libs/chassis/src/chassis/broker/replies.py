"""A reply and the acknowledgement of what it answers, in one piece.

amqp makes each of them from parts, by a description of their types, and sends it for itself: a
fifth of what a call cost its service. What is the same in every reply is written here once.
"""

import struct
import threading
from typing import Any

from amqp.method_framing import frame_writer

_HEAD = struct.Struct(">BHI")
_METHOD, _HEADER, _BODY = 1, 2, 3
_END = b"\xce"
_AROUND = _HEAD.size + len(_END)
_PUBLISH = struct.pack(">HHH", 60, 40, 0)
_ACK = struct.Struct(">HHQB")
_CONTENT = struct.Struct(">HHQH")
# Which properties follow, in this order: content type, encoding, delivery mode, correlation id.
_PROPERTIES, _CORRELATED = 0xD000, 0x0400
_JSON_AND_TRANSIENT = b"\x10application/json\x05utf-8\x01"


class PieceWriter:
    """amqp's writer of frames, which also writes pieces that are frames already.

    One at a time, as amqp's own lock sees to it for its frames alone: a writer whose socket is full
    lets others run.
    """

    def __init__(self, connection: Any, transport: Any) -> None:
        self._connection = connection
        self._transport = transport
        self._write_frame = frame_writer(connection, transport)
        self._turn = threading.Lock()

    def __call__(self, *frame: Any) -> None:
        """Write one of amqp's frames."""
        with self._turn:
            self._write_frame(*frame)

    def write_piece(self, piece: bytes) -> None:
        """Write whole frames.

        Raises:
            OSError: the connection is lost.
        """
        with self._turn:
            self._transport.write(piece)
            self._connection.bytes_sent += 1  # what heartbeats are counted by


def reply_and_acknowledgement(
    channel: int,
    body: bytes,
    *,
    exchange: str,
    reply_to: str,
    correlation_id: str | None,
    delivery_tag: int,
    longest_frame: int,
) -> bytes:
    """Return the frames of a transient JSON reply, and of the acknowledgement after it."""
    flags, properties = _PROPERTIES, _JSON_AND_TRANSIENT
    if correlation_id is not None:
        flags, properties = flags | _CORRELATED, properties + _short(correlation_id)
    most = longest_frame - _AROUND
    return b"".join(
        (
            _frame(_METHOD, channel, _PUBLISH + _short(exchange) + _short(reply_to) + b"\x00"),
            _frame(_HEADER, channel, _CONTENT.pack(60, 0, len(body), flags) + properties),
            *(
                _frame(_BODY, channel, body[begin : begin + most])
                for begin in range(0, len(body), most)
            ),
            _frame(_METHOD, channel, _ACK.pack(60, 80, delivery_tag, 0)),
        )
    )


def _frame(kind: int, channel: int, payload: bytes) -> bytes:
    return _HEAD.pack(kind, channel, len(payload)) + payload + _END


def _short(text: str) -> bytes:
    # As amqp reads what was sent to us, which need not be what Unicode allows.
    encoded = text.encode("utf-8", "surrogatepass")
    return bytes((len(encoded),)) + encoded
