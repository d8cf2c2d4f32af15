"""An object store in trouble: answers of 503, connections cut midway, answers lost, and slowly.

What BadNetwork does to bytes this does to requests: it stands before a real store, which does what
reaches it and knows nothing of what becomes of its answer.
"""

from __future__ import annotations

import random
import socket
import struct
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Literal, Self
from urllib.parse import urlsplit

Fate = Literal["refused", "cut", "lost", "served"]

# As Amazon says it: boto3 knows these words.
_SLOW_DOWN = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
)
_HOP_BY_HOP = {"connection", "expect", "keep-alive", "transfer-encoding"}
_STORE_SECONDS = 60
_POLL_SECONDS = 0.02
_PIECE = 1024


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    content: bytes


_REFUSAL = _Answer(
    HTTPStatus.SERVICE_UNAVAILABLE, {"Content-Length": str(len(_SLOW_DOWN))}, _SLOW_DOWN
)


class FailingStore:
    """Forwards a port of its own to a store; each request's fate is drawn by lot."""

    def __init__(self, url: str, dice: random.Random) -> None:
        address = urlsplit(url)
        self.target = (address.hostname or "", address.port or 0)
        self._dice = dice
        self._turn = Lock()
        self._shares: dict[Fate, float] = {}
        self.bytes_per_second: float | None = None
        self.fates: Counter[Fate] = Counter()
        """How many requests ended in which way so far."""
        self.deserted = 0
        """How many clients did not wait for their whole answer."""
        self._server = _Server(("127.0.0.1", 0), self)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(
            target=self._server.serve_forever, args=(_POLL_SECONDS,), name="store", daemon=True
        )
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_about: object) -> None:
        self.be_fair()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def fail(self, *, refused: float = 0.0, cut: float = 0.0, lost: float = 0.0) -> None:
        """Refuse, cut midway, and lose the answers of these shares of all requests."""
        self._shares = {"refused": refused, "cut": cut, "lost": lost}

    def be_slow(self, bytes_per_second: float) -> None:
        """Let bodies pass, there and back, no faster than this."""
        self.bytes_per_second = bytes_per_second

    def be_fair(self) -> None:
        """Forward everything, as fast as it goes."""
        self._shares, self.bytes_per_second = {}, None

    def draw(self) -> Fate:
        """Return what becomes of one request, and count it."""
        with self._turn:
            chance = self._dice.random()
            fate: Fate = "served"
            for name, share in self._shares.items():
                if chance < share:
                    fate = name
                    break
                chance -= share
            self.fates[fate] += 1
        return fate


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], store: FailingStore) -> None:
        self.store = store
        super().__init__(address, _Request)

    def handle_error(self, request: object, client_address: object) -> None:
        """Count clients that did not wait, and say nothing of them."""
        if isinstance(sys.exception(), ConnectionError):
            self.store.deserted += 1
        else:
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # typed too narrowly


class _Request(BaseHTTPRequestHandler):
    """One connection of a client, and what it asks of the store one after the other."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
        """Say nothing."""

    def _take(self) -> None:
        length, fate = int(self.headers.get("Content-Length", 0)), self.server.store.draw()
        if fate == "cut" and length:
            self.rfile.read(length // 2)
            self._hang_up()
            return
        body = self.rfile.read(length)
        self._let_pass(len(body))
        try:
            answer = _REFUSAL if fate == "refused" else self._forward(body)
        except (OSError, HTTPException):
            self._hang_up()
            return
        if fate == "lost":
            self._hang_up()
            return
        self._tell(answer, cut=fate == "cut")

    do_DELETE = do_GET = do_HEAD = do_POST = do_PUT = _take  # noqa: N815 - names of the base class

    def _forward(self, body: bytes) -> _Answer:
        """Ask the store the very same; its signature covers the name by which we were called."""
        connection = HTTPConnection(*self.server.store.target, timeout=_STORE_SECONDS)
        try:
            connection.putrequest(
                self.command, self.path, skip_host=True, skip_accept_encoding=True
            )
            for name, value in self.headers.items():
                if name.lower() not in _HOP_BY_HOP:
                    connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            content = answer.read()
            headers = {
                name: value
                for name, value in answer.getheaders()
                if name.lower() not in _HOP_BY_HOP | {"content-length"}
            }
            length = answer.getheader("Content-Length") if self.command == "HEAD" else None
            return _Answer(
                answer.status, {**headers, "Content-Length": length or str(len(content))}, content
            )
        finally:
            connection.close()

    def _tell(self, answer: _Answer, *, cut: bool) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        content = b"" if self.command == "HEAD" else answer.content
        if cut:
            content = content[: len(content) // 2]
        for begin in range(0, len(content), _PIECE):
            piece = content[begin : begin + _PIECE]
            self._let_pass(len(piece))
            self.wfile.write(piece)
        if cut:
            self._hang_up()

    def _let_pass(self, size: int) -> None:
        speed = self.server.store.bytes_per_second
        if speed:
            time.sleep(size / speed)

    def _hang_up(self) -> None:
        # Closed without waiting, so that the other side hears of it as a reset.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
