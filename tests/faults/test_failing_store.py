"""The store in trouble must be as bad as it says, or what is shown with it shows nothing."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from tests.faults.failing_store import FailingStore

BODY = b"%PDF-1.7 " + b"x" * 4000
HANGS_UP = (ConnectionError, http.client.RemoteDisconnected, http.client.IncompleteRead)


class Keeping(BaseHTTPRequestHandler):
    """Keeps what is put, and gives it back."""

    protocol_version = "HTTP/1.1"
    kept: dict[str, bytes]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
        pass

    def do_PUT(self) -> None:
        self.kept[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(b"")

    def do_GET(self) -> None:
        self.answer(self.kept[self.path])

    def answer(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def kept() -> dict[str, bytes]:
    return {"/there": BODY}


@pytest.fixture
def store(kept: dict[str, bytes]) -> Iterator[FailingStore]:
    handler = type("Kept", (Keeping,), {"kept": kept})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    with FailingStore(f"http://127.0.0.1:{server.server_port}", random.Random(5)) as store:  # noqa: S311 (not a secret)
        yield store
    server.shutdown()
    server.server_close()


def ask(
    store: FailingStore, method: str, path: str, body: bytes | None = None
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(store.url).netloc, timeout=30)
    try:
        connection.request(method, path, body)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_in_fair_weather_everything_passes(store: FailingStore, kept: dict[str, bytes]) -> None:
    assert ask(store, "PUT", "/new", BODY) == (200, b"")
    assert ask(store, "GET", "/new") == (200, BODY)
    assert kept["/new"] == BODY


def test_what_is_refused_does_not_reach_the_store(
    store: FailingStore, kept: dict[str, bytes]
) -> None:
    store.fail(refused=1)

    status, said = ask(store, "PUT", "/new", BODY)

    assert (status, b"SlowDown" in said) == (503, True)
    assert "/new" not in kept


def test_of_a_lost_answer_the_store_has_done_its_part(
    store: FailingStore, kept: dict[str, bytes]
) -> None:
    store.fail(lost=1)

    with pytest.raises(HANGS_UP):
        ask(store, "PUT", "/new", BODY)

    assert kept["/new"] == BODY


def test_what_is_cut_is_cut_in_its_middle(store: FailingStore, kept: dict[str, bytes]) -> None:
    store.fail(cut=1)

    with pytest.raises(HANGS_UP):
        ask(store, "PUT", "/new", BODY)
    with pytest.raises(HANGS_UP):
        ask(store, "GET", "/there")

    assert "/new" not in kept


def test_what_is_slow_takes_its_time_there_and_back(store: FailingStore) -> None:
    store.be_slow(len(BODY) / 0.2)

    began = time.monotonic()
    assert ask(store, "PUT", "/new", BODY) == (200, b"")
    put = time.monotonic() - began
    assert ask(store, "GET", "/there") == (200, BODY)

    assert put >= 0.2
    assert time.monotonic() - began - put >= 0.2


def test_each_fate_has_its_share(store: FailingStore) -> None:
    store.fail(refused=0.3, cut=0.05, lost=0.05)

    drawn = [store.draw() for _ in range(10_000)]

    shares = {fate: drawn.count(fate) / len(drawn) for fate in ("refused", "cut", "lost")}
    assert shares == pytest.approx({"refused": 0.3, "cut": 0.05, "lost": 0.05}, abs=0.02)
