"""Secrets that go through every way in, and the places where none of them may be found."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx
from sqlalchemy import create_engine, inspect, text

from tests.flows.world import World

SERVICES = ("identity", "billing_docs", "tickets", "catalog", "notifications")


class Canaries:
    """Every secret that was sent or given out, by what it is."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}

    def keep(self, name: str, secret: str) -> str:
        """Remember a secret and return it."""
        assert len(secret) >= 8, f"{name} is too short to be looked for"
        self.secrets[name] = secret
        return secret

    def found_in(self, place: str, content: str) -> list[str]:
        """Say which secrets are in a place, also as hexadecimal or Base64."""
        return [
            f"{name} in {place}"
            for name, secret in self.secrets.items()
            if any(form in content for form in _forms(secret))
        ]


class TraceSink:
    """A collector of traces (OTLP over HTTP) that keeps what it is told."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        received = self.received

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                received.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Where traces are sent to."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def content(self) -> str:
        """Everything that was sent, the words in it readable."""
        return b"\n".join(self.received).decode(errors="replace")

    def close(self) -> None:
        """Take nothing more."""
        self._server.shutdown()
        self._server.server_close()


def _forms(secret: str) -> Iterator[str]:
    raw = secret.encode()
    yield secret
    yield secret.encode("unicode_escape").decode()  # as JSON writes what is beyond ASCII
    yield raw.hex()
    yield base64.b64encode(raw).decode().rstrip("=")
    compact = re.sub(r"[\s-]", "", secret)
    yield compact
    yield compact.encode().hex()


def logs_of(world: World) -> dict[str, str]:
    """Return what every process of the product has printed, by file."""
    folder = world.product.home / "logs"
    return {f"the log {file.name}": file.read_text() for file in sorted(folder.iterdir())}


def metrics_of(world: World) -> dict[str, str]:
    """Return what every service counts."""
    return {
        f"the metrics of {service}": httpx.get(
            world.product.ready_url(service).replace("/ready", "/metrics"), timeout=60
        ).text
        for service in SERVICES
    }


def dumps_of(world: World) -> dict[str, str]:
    """Return every row of every table of every database, as text."""
    return {
        f"{service}.{table}": content
        for service in SERVICES
        for table, content in _tables_of(world, service)
    }


def _tables_of(world: World, service: str) -> Iterator[tuple[str, str]]:
    engine = create_engine(world.product.namespace.databases[service].owner_url)
    with engine.begin() as connection:
        connection.execute(text("SELECT set_config('app.every_organisation', 'on', true)"))
        for table in sorted(inspect(connection).get_table_names()):
            rows = connection.execute(text(f'SELECT t::text FROM "{table}" AS t'))  # noqa: S608 - its own names
            yield table, "\n".join(rows.scalars())
    engine.dispose()
