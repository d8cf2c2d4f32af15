"""How much a request may say, and how long the gateway waits for its body."""

import asyncio
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from gateway.edge.bounds import Bounds
from gateway.problems import RequestFault

pytestmark = pytest.mark.asyncio
HTTP: Scope = {"type": "http", "headers": []}


def reading(seen: list[bytes]) -> Any:
    async def app(_scope: Scope, receive: Receive, _send: Send) -> None:
        more = True
        while more:
            message = await receive()
            seen.append(message.get("body", b""))
            more = message.get("more_body", False)

    return app


def coming(pieces: list[bytes], *, ends: bool) -> Receive:
    waiting = list(pieces)

    async def receive() -> Message:
        if not waiting:
            await asyncio.Event().wait()
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting) or not ends}

    return receive


async def send(_message: Message) -> None:
    raise AssertionError("nothing is answered here")


@pytest.mark.req("S15")
async def test_a_body_that_stops_coming_is_given_up() -> None:
    seen: list[bytes] = []
    layer = Bounds(reading(seen), free_seconds=0.05, slowest=1024)

    with pytest.raises(RequestFault) as refused:
        await layer(HTTP, coming([b"a", b"b"], ends=False), send)

    assert (refused.value.code, refused.value.status) == ("body_too_slow", 408)
    assert seen == [b"a", b"b"]


async def test_what_has_come_buys_time_for_the_rest() -> None:
    layer = Bounds(reading([]), free_seconds=0.01, slowest=1)

    given_up = asyncio.create_task(layer(HTTP, coming([b"x" * 3600], ends=False), send))
    await asyncio.sleep(0.1)

    assert not given_up.done()
    given_up.cancel()


async def test_a_whole_body_may_be_followed_by_a_long_wait() -> None:
    gone = asyncio.Event()

    async def app(_scope: Scope, receive: Receive, _send: Send) -> None:
        await receive()
        gone.set()
        await receive()

    layer = Bounds(app, free_seconds=0.01, slowest=1)
    waiting = asyncio.create_task(layer(HTTP, coming([b"all of it"], ends=True), send))
    await gone.wait()
    await asyncio.sleep(0.1)

    assert not waiting.done()
    waiting.cancel()


@pytest.mark.parametrize(
    "headers", [[(b"x-1", b"1")] * 101, [(b"x-long", b"x" * 33_000)]], ids=["many", "long"]
)
async def test_excessive_headers_are_refused_before_anything_else(headers: Any) -> None:
    answered: list[Message] = []

    async def answer(message: Message) -> None:
        answered.append(message)

    layer = Bounds(reading([]))
    await layer({"type": "http", "headers": headers}, coming([b""], ends=True), answer)

    assert answered[0]["status"] == 431
