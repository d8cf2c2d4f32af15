"""A customer's own system on the loopback: takes events, checks them as its owner would."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class TakenEvent:
    """One request: its headers in small letters, and its body byte for byte."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        """What it says."""
        said: dict[str, Any] = json.loads(self.body)
        return said

    def is_signed_with(self, secret: str) -> bool:
        """Whether one of its signatures was made with the secret.

        As Standard Webhooks 1.0 words it, and written here from that text alone.
        """
        kind, _, encoded = secret.partition("_")
        assert kind == "whsec"
        key = base64.b64decode(encoded, validate=True)
        assert 24 <= len(key) <= 64
        signed = ".".join((self.headers["webhook-id"], self.headers["webhook-timestamp"], ""))
        expected = hmac.digest(key, signed.encode() + self.body, hashlib.sha256)
        given = [each.split(",") for each in self.headers["webhook-signature"].split(" ")]
        return any(
            version == "v1" and hmac.compare_digest(base64.b64decode(signature), expected)
            for version, signature in given
        )


@dataclass(slots=True)
class Conduct:
    """How the receiver answers; it hangs up or hangs on instead where it is told to."""

    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False
    drips: bool = False


@dataclass
class WebhookReceiver:
    """An HTTP server; use it with `with`."""

    conduct: Conduct = field(default_factory=Conduct)
    taken: list[TakenEvent] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.may_leave = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.may_leave.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/events?from=kontor"

    @property
    def ids(self) -> list[str]:
        """Which events it was sent, in order."""
        return [each.headers["webhook-id"] for each in self.taken]


def _handler_of(receiver: WebhookReceiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.taken.append(TakenEvent(self.path, headers, body))
            conduct = receiver.conduct
            if conduct.hangs_up:
                self.close_connection = True
                return
            self.send_response(conduct.status)
            for name, value in conduct.headers.items():
                self.send_header(name, value)
            if conduct.drips:
                self._drip()
                return
            self.end_headers()

        def _drip(self) -> None:
            """Send a little of a header again and again, and never come to an end."""
            self.close_connection = True
            self.flush_headers()
            while not receiver.may_leave.wait(0.05):
                try:
                    self.wfile.write(b"x")
                except OSError:
                    return

        def log_message(self, *_: object) -> None:
            """Say nothing; the tests look at what was taken."""

    return Handler
