"""What the load generator takes for an answer is one, and what is none is told as what it was."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.flows.load import Ask, Proxy
from tests.flows.plain_http import Door, DoorShutError

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CHUNKED = (
    b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"3\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n"
)
LAST = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
SHORT = b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\nok"


class Scripted:
    """A server that gives one answer after the other, whatever it is asked; then it hangs up."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.connections = 0
        self.requests: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while self.answers:
            try:
                self.requests.append(await reader.readuntil(b"\r\n\r\n"))
            except EOFError:
                break
            writer.write(self.answers.pop(0))
        writer.close()


def at_server(server: Scripted, visit: Callable[[str], Awaitable[None]]) -> None:
    async def run() -> None:
        listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        async with listening:
            await visit(f"http://127.0.0.1:{port}")

    asyncio.run(run())


def test_answers_of_each_form_are_read_whole_on_one_connection() -> None:
    server = Scripted(OK, CHUNKED, OK, LAST)
    statuses: list[int] = []

    async def visit(url: str) -> None:
        door = Door(url, deadline_seconds=30)
        who = {"Authorization": "Bearer x"}
        statuses.extend([await door.ask("GET", "/v1/documents", who) for _ in range(4)])
        door.close()

    at_server(server, visit)

    assert statuses == [200, 201, 200, 503]
    assert server.connections == 1
    assert b"authorization: bearer x" in server.requests[0].lower()


def test_a_body_is_sent_with_its_length() -> None:
    server = Scripted(OK)

    async def visit(url: str) -> None:
        door = Door(url, deadline_seconds=30)
        await door.ask("POST", "/v1/sessions", {}, {"email": "ä"})
        door.close()

    at_server(server, visit)

    assert b"content-type: application/json" in server.requests[0]
    assert b"content-length: 19" in server.requests[0]


def test_half_an_answer_and_a_connection_that_was_hung_up_are_no_answers() -> None:
    ended: list[str] = []

    async def visit(url: str) -> None:
        proxy = Proxy([url])
        ask = Ask(name="documents", share=100, path="/v1/documents", headers={})
        ended.extend([(await proxy.send(ask)).ended for _ in range(2)])
        await proxy.close()

    at_server(Scripted(SHORT), visit)

    assert ended[0] == "IncompleteReadError"
    assert ended[1] not in {"200", "201"}


def test_a_shut_door_is_told_from_a_failure_and_the_next_one_is_tried() -> None:
    outcome = []

    async def visit(url: str) -> None:
        shut = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        nobody = f"http://127.0.0.1:{shut.sockets[0].getsockname()[1]}"
        shut.close()
        await shut.wait_closed()
        with pytest.raises(DoorShutError):
            await Door(nobody, deadline_seconds=30).ask("GET", "/", {})
        proxy = Proxy([nobody, url])
        ask = Ask(name="documents", share=100, path="/v1/documents", headers={})
        outcome.append(await proxy.send(ask))
        await proxy.close()

    at_server(Scripted(OK), visit)

    (each,) = outcome
    assert (each.ended, each.retried) == ("200", True)
