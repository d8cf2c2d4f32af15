"""How parent and child talk: a task or an answer, and the bytes it is about, behind their lengths.

The bytes travel beside the words, so that 25 MiB are held once in the child and not thrice.
"""

import socket
import struct

_LENGTHS = struct.Struct(">IQ")


class Hung(Exception):
    """The other side has hung up."""


def send(channel: socket.socket, words: bytes, content: bytes = b"") -> None:
    """Send one frame. Raises OSError: the other side is gone, or too slow."""
    channel.sendall(_LENGTHS.pack(len(words), len(content)) + words)
    if content:
        channel.sendall(content)


def receive(channel: socket.socket) -> tuple[bytes, bytes]:
    """Return the next frame. Raises Hung, and OSError as `send`."""
    words_length, content_length = _LENGTHS.unpack(_exactly(channel, _LENGTHS.size))
    words = _exactly(channel, words_length)
    return words, _exactly(channel, content_length)


def _exactly(channel: socket.socket, length: int) -> bytes:
    received = bytearray(length)
    view = memoryview(received)
    while view:
        count = channel.recv_into(view)
        if count == 0:
            raise Hung
        view = view[count:]
    return bytes(received)
