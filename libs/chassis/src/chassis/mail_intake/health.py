"""Live, ready and metrics of a process that takes mails in, as services have them.

For operators only: bind it where clients cannot reach it.
"""

from collections.abc import Callable
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN = "text/plain; charset=utf-8"
_Faults = Callable[[], list[str]]


@contextmanager
def health_served(host: str, port: int, faults: _Faults) -> "Iterator[None]":
    """Answer `/live`, `/ready` and `/metrics` until the block ends; at port 0 nothing is served.

    `faults` says what keeps the process from its work; it is asked from other threads.
    """
    if not port:
        yield
        return

    class Handler(_Handler):
        faults_now = staticmethod(faults)

    server = ThreadingHTTPServer((host, port), Handler)
    thread = Thread(target=server.serve_forever, name="health", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    faults_now: _Faults

    def do_GET(self) -> None:
        if self.path == "/live":
            self._answer(HTTPStatus.OK, b"live\n", _PLAIN)
        elif self.path == "/ready":
            faults = self.faults_now()
            status = HTTPStatus.SERVICE_UNAVAILABLE if faults else HTTPStatus.OK
            self._answer(status, ("\n".join(faults or ["ready"]) + "\n").encode(), _PLAIN)
        elif self.path == "/metrics":
            self._answer(HTTPStatus.OK, generate_latest(), CONTENT_TYPE_LATEST)
        else:
            self._answer(HTTPStatus.NOT_FOUND, b"not found\n", _PLAIN)

    def _answer(self, status: HTTPStatus, body: bytes, media_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet: whoever watches asks every few seconds."""
