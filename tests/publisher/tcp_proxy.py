"""A TCP proxy that misbehaves on demand: the network between a publisher and its broker."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from threading import Condition, Thread
from typing import Literal, Self

Weather = Literal["fair", "mute", "dead"]


class TcpProxy:
    """Forwards one local port to another. `mute` keeps the answers back, `dead` everything.

    With `tls` clients talk to it over TLS, and it talks to the target without.
    """

    def __init__(self, host: str, port: int, *, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self._target = (host, port)
        self._changed = Condition()
        self._weather: Weather = "fair"
        self._mutes_after: bytes | None = None
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._listener: socket.socket | None = None
        self.connections = 0
        self.port = 0
        self.listen()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_about: object) -> None:
        self.refuse()

    @property
    def weather(self) -> Weather:
        """What becomes of words just now."""
        return self._weather

    def become(self, weather: Weather) -> None:
        with self._changed:
            self._weather = weather
            self._changed.notify_all()

    def mute_after(self, words: bytes) -> None:
        """Let everything pass until a client says `words`; from then on be mute."""
        self._mutes_after = words

    def listen(self) -> None:
        """Accept connections, on the same port as before."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def refuse(self) -> None:
        """End every connection and refuse new ones, as a stopped broker does."""
        if self._listener is not None:
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        self.cut()

    def cut(self) -> None:
        """End every connection; new ones are accepted."""
        for pair in self._pairs:
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        self._pairs.clear()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            if self._tls is not None:
                try:
                    near = self._tls.wrap_socket(near, server_side=True)
                except OSError:  # the client trusts another certificate
                    near.close()
                    continue
            far = socket.create_connection(self._target)
            self.connections += 1
            self._pairs.append((near, far))
            Thread(target=self._pump, args=(near, far, False), daemon=True).start()
            Thread(target=self._pump, args=(far, near, True), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, is_answer: bool) -> None:  # noqa: FBT001 (a thread's target)
        with suppress(OSError):
            while piece := source.recv(65536):
                if not is_answer and self._mutes_after and self._mutes_after in piece:
                    self.become("mute")
                    self._mutes_after = None
                with self._changed:
                    self._changed.wait_for(lambda: self._lets_pass(is_answer=is_answer))
                sink.sendall(piece)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)
        source.close()

    def _lets_pass(self, *, is_answer: bool) -> bool:
        return self._weather == "fair" or (self._weather == "mute" and not is_answer)
