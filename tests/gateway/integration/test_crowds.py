"""More people at once than can be served: each hears soon, and so does whoever asks how it goes."""

import json
import signal
import socket
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path

import pytest

from chassis.testing import free_port
from kontor_local.namespace import Namespace
from tests.gateway.integration.test_process import environment_of, running, wait_until_ready

CROWD = 300
IN_WORK = 8
ASKED = (
    b"GET /v1/documents HTTP/1.1\r\nHost: portal\r\nAuthorization: Bearer ks_secret-token\r\n\r\n"
)
PROBE = b"GET /health HTTP/1.1\r\nHost: portal\r\n\r\n"


@pytest.mark.req("R21")
def test_who_came_while_it_was_busy_is_told_at_once_to_come_again(
    module_namespace: Namespace, tmp_path: Path
) -> None:
    port = free_port()
    environment = environment_of(
        module_namespace,
        port,
        KONTOR_GATEWAY_REQUESTS=str(IN_WORK),
    )
    with running(environment, tmp_path / "gateway.log") as process, ExitStack() as doors:
        wait_until_ready(f"http://127.0.0.1:{port}", process)
        process.send_signal(signal.SIGSTOP)
        try:
            crowd = [doors.enter_context(asking(port, ASKED)) for _ in range(CROWD)]
            probe = doors.enter_context(asking(port, PROBE))
        finally:
            process.send_signal(signal.SIGCONT)
        answers = [answer_on(line) for line in crowd]
        well = answer_on(probe)

    told = [answer for answer in answers if answer.body["code"] == "overloaded"]
    assert {answer.status for answer in answers} == {503}  # identity does not run
    assert {answer.retry_after for answer in told} == {"2"}
    # One after the other each would have found a place, until the last of them had gone.
    assert len(told) > CROWD / 2
    assert well.status == 200


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back on a connection."""

    status: int
    retry_after: str | None
    body: dict[str, str]


def asking(port: int, request: bytes) -> socket.socket:
    """Return a connection on which something was asked."""
    line = socket.create_connection(("127.0.0.1", port), timeout=60)
    line.sendall(request)
    return line


def answer_on(line: socket.socket) -> Answer:
    """Return the answer to what was asked, read to its end."""
    with HTTPResponse(line) as response:
        response.begin()
        return Answer(
            status=response.status,
            retry_after=response.getheader("retry-after"),
            body=json.loads(response.read()),
        )
