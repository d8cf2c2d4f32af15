"""A server that speaks clamd's INSTREAM as its manual describes it, and does what a test says."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

SIGNATURE = b"KONTOR-TEST-MALWARE"


def honest(content: bytes) -> bytes:
    """Answer as clamd does that knows one signature."""
    return b"stream: Kontor.Test FOUND\0" if SIGNATURE in content else b"stream: OK\0"


@dataclass(kw_only=True)
class Clamd:
    """What it heard, and how it answers: None hangs up without a word."""

    answer: Callable[[bytes], bytes | None] = honest
    largest: int = 25 * 1024 * 1024
    heard: list[bytes] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        """Return where it listens."""
        return f"tcp://127.0.0.1:{self.port}"

    def serve(self, listener: socket.socket) -> None:
        """Answer one connection after the other until the listener is closed."""
        while True:
            try:
                channel, _ = listener.accept()
            except OSError:
                return
            with channel, suppress(OSError):
                self._serve_one(channel)

    def _serve_one(self, channel: socket.socket) -> None:
        reading = channel.makefile("rb")
        assert reading.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack(">I", reading.read(4))[0]:
            content += reading.read(length)
            if len(content) > self.largest:
                channel.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.heard.append(content)
        answer = self.answer(content)
        if answer is not None:
            channel.sendall(answer)


@contextmanager
def running_clamd() -> Iterator[Clamd]:
    """Yield a scanner that listens; it is gone in the end."""
    listener = socket.create_server(("127.0.0.1", 0))
    clamd = Clamd(port=listener.getsockname()[1])
    thread = threading.Thread(target=clamd.serve, args=(listener,), daemon=True)
    thread.start()
    yield clamd
    with suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)
