"""Too much of everything, sent to a gateway that really runs (S15)."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.testing import free_port
from kontor_local.namespace import Namespace
from tests.gateway.integration.test_process import environment_of, running, wait_until_ready

MIB = 1024 * 1024
HEAD = "POST /v1/sessions HTTP/1.1\r\nHost: portal\r\nContent-Type: application/json\r\n"


class Gateway:
    """A gateway, and how much memory it has taken."""

    def __init__(self, port: int, process_id: int) -> None:
        self.port = port
        self._status = Path(f"/proc/{process_id}/status")

    def answer(self, *pieces: bytes) -> str:
        """Send the pieces as they are; return the first line of what comes back, `` for nothing."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as line:
            try:
                for piece in pieces:
                    line.sendall(piece)
            except OSError:
                pass  # it has hung up already, as it may
            try:
                return line.recv(4096).split(b"\r\n")[0].decode()
            except ConnectionResetError:
                return ""

    def resident_bytes(self) -> int:
        """Return how much memory the process holds."""
        [line] = [line for line in self._status.read_text().splitlines() if line[:6] == "VmRSS:"]
        return int(line.split()[1]) * 1024


@pytest.fixture(scope="module")
def gateway(
    module_namespace: Namespace, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gateway]:
    port = free_port()
    log = tmp_path_factory.mktemp("excess") / "gateway.log"
    with running(environment_of(module_namespace, port), log) as process:
        wait_until_ready(f"http://127.0.0.1:{port}", process)
        yield Gateway(port, process.pid)


def chunked(size: int) -> Iterator[bytes]:
    yield f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode()
    piece = b"x" * 65536
    for _ in range(size // len(piece)):
        yield b"10000\r\n" + piece + b"\r\n"
    yield b"0\r\n\r\n"


def with_body(body: bytes) -> bytes:
    return f"{HEAD}Content-Length: {len(body)}\r\n\r\n".encode() + body


@pytest.mark.req("S15")
def test_too_much_is_refused_at_once_and_costs_no_memory(gateway: Gateway) -> None:
    ordinary = with_body(b'{"email": "a@example.com", "password": "x"}')
    many_headers = "".join(f"X-Header-{number}: {number}\r\n" for number in range(10_000))
    long_header = f"X-Long: {'x' * MIB}\r\n"
    excessive = {
        "10 MB of body": (*chunked(10 * MIB),),
        "10 MB of body, announced": (with_body(b"x" * 10 * MIB),),
        "a body nested a hundred thousand deep": (with_body(b"[" * 100_000),),
        "deep objects": (with_body(b'{"a":' * 40_000 + b"1" + b"}" * 40_000),),
        "ten thousand headers": (
            f"GET /health HTTP/1.1\r\nHost: x\r\n{many_headers}\r\n".encode(),
        ),
        "a header of a megabyte": (
            f"GET /health HTTP/1.1\r\nHost: x\r\n{long_header}\r\n".encode(),
        ),
        "an address of a megabyte": (f"GET /{'x' * MIB} HTTP/1.1\r\nHost: x\r\n\r\n".encode(),),
    }
    gateway.answer(ordinary)
    before = gateway.resident_bytes()

    answers = {name: gateway.answer(*pieces) for name, pieces in excessive.items()}

    status = {
        name: answer.split()[1][:1] if answer else "closed" for name, answer in answers.items()
    }
    assert set(status.values()) <= {"4", "closed"}
    assert gateway.resident_bytes() - before < 24 * MIB
    assert gateway.answer(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n").split()[1] == "200"
