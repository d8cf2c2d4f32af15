"""Whoever carries text messages to phones, on the loopback: remembers what it is asked."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class AskedText:
    """One request: its headers in small letters, and its body."""

    headers: dict[str, str]
    body: dict[str, Any]


@dataclass(slots=True)
class Conduct:
    """How the provider answers; `hangs_up` drops the connection after it has read everything."""

    status: int = 202
    hangs_up: bool = False


@dataclass
class TextProvider:
    """An HTTP server; use it with `with`."""

    conduct: Conduct = field(default_factory=Conduct)
    asked: list[AskedText] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where it takes messages."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/messages"

    @property
    def texts(self) -> list[tuple[str, str]]:
        """To whom it was asked to say what."""
        return [(asked.body["to"], asked.body["text"]) for asked in self.asked]


def _handler_of(provider: TextProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            provider.asked.append(AskedText(headers=headers, body=json.loads(body)))
            if provider.conduct.hangs_up:
                self.close_connection = True
                return
            self.send_response(provider.conduct.status)
            self.end_headers()
            self.wfile.write(b"accepted by demo")

        def log_message(self, *_: object) -> None:
            """Say nothing; the tests look at what was asked."""

    return Handler
