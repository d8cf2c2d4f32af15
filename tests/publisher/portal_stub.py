"""Stands for the gateway's HTTP API: takes uploads, answers what became of events."""

from __future__ import annotations

import hashlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Self

import msgspec

from contracts.billing_docs import Publication, PublicationQuery, Publications

API_KEY = "kk_demo"


class PortalStub:
    """An HTTP server on a free port. `status` other than None is answered to everything."""

    def __init__(self) -> None:
        self.uploads: list[bytes] = []
        self.events: list[bytes] = []
        self.problem: bytes | None = None
        self.queries: list[PublicationQuery] = []
        self.publications: dict[str, Publication] = {}
        self.status: int | None = None
        self.is_damaging = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        return self

    def __exit__(self, *_about: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, key: str, body: bytes) -> tuple[int, bytes]:
        if key != f"Bearer {API_KEY}":
            return 401, b'{"code": "not_signed_in", "title": "Please sign in."}'
        if self.status is not None:
            return self.status, b"<html>not JSON</html>"
        if path == "/v1/documents":
            if self.problem is not None:
                return 409, self.problem
            self.events.append(body)
            return 202, b"{}"
        if path == "/v1/uploads":
            return 201, self._upload(body)
        assert path == "/v1/publications/query"
        query = msgspec.json.decode(body, type=PublicationQuery)
        self.queries.append(query)
        items = tuple(
            self.publications.get(event_id, Publication(event_id=event_id, state="unknown"))
            for event_id in query.event_ids
        )
        return 200, msgspec.json.encode(Publications(items=items))

    def _upload(self, body: bytes) -> bytes:
        self.uploads.append(body)
        sha256 = hashlib.sha256(b"other" if self.is_damaging else body).hexdigest()
        return msgspec.json.encode(
            {
                "reference": f"upload:{len(self.uploads)}",
                "sha256": sha256,
                "size_bytes": len(body),
            }
        )


def _handler_of(portal: PortalStub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, answer = portal.answer(self.path, self.headers["Authorization"], body)
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_about: object) -> None:
            pass

    return Handler
