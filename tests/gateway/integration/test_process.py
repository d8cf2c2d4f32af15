"""`python -m gateway` as an operator runs it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Self

import httpx
import psutil
import pytest

from chassis.testing import free_port
from kontor_local.namespace import Namespace
from tests.waiting import until


class SpanCollector:
    """Takes spans as an OpenTelemetry collector does."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                collector.received.append(self.rfile.read(int(self.headers["content-length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_about: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def environment_of(namespace: Namespace, port: int, **changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KONTOR_")}
    return {
        **kept,
        "KONTOR_ENV": "test",
        "KONTOR_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "KONTOR_GATEWAY_PORT": str(port),
        "KONTOR_AMQP_URL": namespace.amqp_url("gateway"),
        "KONTOR_S3_URL": namespace.servers.s3_url,
        "KONTOR_S3_ACCESS_KEY": namespace.servers.s3_access_key,
        "KONTOR_S3_SECRET_KEY": namespace.servers.s3_secret_key,
        "KONTOR_UPLOADS_BUCKET": namespace.uploads_bucket,
        "KONTOR_GATEWAY_DRAIN_SECONDS": "0.5",
        **changes,
    }


@contextmanager
def running(environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gateway"], env=environment, stdout=output, stderr=output
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()
            sys.stdout.write(log.read_text())  # shown of a test that fails


def wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None
        with suppress(httpx.TransportError):
            if httpx.get(f"{url}/ready", timeout=60).status_code == 200:
                return
        time.sleep(0.05)
    raise AssertionError("the gateway does not become ready")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_it_serves_until_it_is_told_to_stop(
    module_namespace: Namespace, tmp_path: Path, workers: str
) -> None:
    port = free_port()
    log = tmp_path / "gateway.log"
    environment = environment_of(module_namespace, port, KONTOR_GATEWAY_WORKERS=workers)
    url = f"http://127.0.0.1:{port}"

    with running(environment, log) as process:
        wait_until_ready(url, process)
        health = httpx.get(f"{url}/health", timeout=60)
        figures = httpx.get(f"{url}/metrics", timeout=60).text
        answer = httpx.get(
            f"{url}/v1/documents",
            headers={"Authorization": "Bearer ks_secret-token", "X-Request-Id": "from-outside-1"},
            timeout=60,
        )
        process.send_signal(signal.SIGTERM)
        process.wait(60)

    assert process.returncode == 0
    assert health.json() == {"status": "ok"}
    assert "kontor_gateway_requests_total" in figures
    assert answer.status_code == 503  # identity does not run
    assert answer.headers["x-request-id"] == "from-outside-1"
    assert "server" not in answer.headers
    text = log.read_text()
    assert "secret-token" not in text
    assert module_namespace.amqp_url("gateway") not in text
    records = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    [request] = [record for record in records if record.get("route") == "/v1/documents"]
    assert request["correlation_id"] == "from-outside-1"
    assert request["status"] == 503
    assert all(line.startswith("{") for line in text.splitlines())


@pytest.mark.req("BR-02")
def test_told_to_stop_it_answers_until_nobody_sends_it_anything(
    module_namespace: Namespace, tmp_path: Path
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = environment_of(module_namespace, port, KONTOR_GATEWAY_DRAIN_SECONDS="600")

    with (
        running(environment, tmp_path / "gateway.log") as process,
        httpx.Client(timeout=60) as client,
    ):
        wait_until_ready(url, process)
        kept = client.get(f"{url}/health")
        process.send_signal(signal.SIGTERM)
        until(lambda: httpx.get(f"{url}/ready", timeout=60).status_code == 503, seconds=30)
        told = httpx.get(f"{url}/ready", timeout=60)
        on_a_kept_connection, on_a_new_one = (
            client.get(f"{url}/health"),
            client.get(f"{url}/health"),
        )
        process.send_signal(signal.SIGTERM)  # who does not want to wait asks twice
        process.wait(30)

    assert told.json() == {"status": "stopping"}
    assert "connection" not in kept.headers
    for answer in (on_a_kept_connection, on_a_new_one):
        assert (answer.status_code, answer.headers["connection"]) == (200, "close")
    assert process.returncode == 0


def test_spans_go_where_the_operator_collects_them(
    module_namespace: Namespace, tmp_path: Path
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with SpanCollector() as collector:
        environment = environment_of(
            module_namespace, port, OTEL_EXPORTER_OTLP_ENDPOINT=collector.url
        )
        with running(environment, tmp_path / "gateway.log") as process:
            wait_until_ready(url, process)
            httpx.get(
                f"{url}/v1/documents",
                headers={"Authorization": "Bearer ks_secret-token"},
                timeout=60,
            )
            process.send_signal(signal.SIGTERM)
            process.wait(60)

    received = b"".join(collector.received)
    assert b"GET /v1/documents" in received
    assert b"identity.authenticate" in received
    assert b"secret-token" not in received


def test_workers_end_with_their_parent_even_if_they_had_hardly_begun(
    module_namespace: Namespace, tmp_path: Path
) -> None:
    environment = environment_of(module_namespace, free_port(), KONTOR_GATEWAY_WORKERS="2")

    with running(environment, tmp_path / "gateway.log") as process:
        parent = psutil.Process(process.pid)
        begun = until(lambda: parent.children() or process.poll() is not None, every=0.01)
        assert isinstance(begun, list), "the gateway has ended by itself"
        process.kill()
        process.wait()

        _, left = psutil.wait_procs(begun, timeout=60)
        for worker in left:
            worker.kill()

    assert left == []


def test_missing_settings_are_all_named_at_once(tmp_path: Path) -> None:
    log = tmp_path / "gateway.log"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KONTOR_")}

    with running(kept, log) as process:
        process.wait(60)

    assert process.returncode == 2
    for name in ("KONTOR_PUBLIC_URL", "KONTOR_AMQP_URL", "KONTOR_S3_URL", "KONTOR_UPLOADS_BUCKET"):
        assert name in log.read_text()
