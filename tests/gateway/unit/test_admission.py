"""So many requests are worked on at once; those beyond are told to come again, at no cost."""

import asyncio
import json
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from gateway.clients.failures import AreaUnavailable
from gateway.clients.places import Places
from gateway.edge.admission import Admission
from gateway.edge.answering import CORRELATION_KEY

pytestmark = pytest.mark.asyncio


class Working:
    """An application whose requests are in work until they are let go."""

    def __init__(self) -> None:
        self.begun = 0
        self.go = asyncio.Event()

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        self.begun += 1
        await receive()
        await self.go.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})


def asked(path: str = "/v1/documents", language: str = "de") -> Scope:
    return {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [(b"accept-language", language.encode())],
        CORRELATION_KEY: "r-1",
    }


async def whole() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def never() -> Message:
    await asyncio.Event().wait()
    raise AssertionError


class Answer:
    """What was answered."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.body += message["body"]


async def begin(layer: Admission, receive: Receive = whole, **asking: Any) -> asyncio.Task[Answer]:
    answer = Answer()

    async def ask() -> Answer:
        await layer(asked(**asking), receive, answer.take)
        return answer

    task = asyncio.create_task(ask())
    await asyncio.sleep(0)
    return task


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [("/v1/documents", "de", "sehr viel zu tun"), ("/post", "en", "very much to do")],
)
async def test_who_comes_beyond_is_told_to_come_again_and_is_let_in_when_one_is_done(
    path: str, language: str, words: str
) -> None:
    app = Working()
    layer = Admission(app, most=2)
    first = [await begin(layer), await begin(layer)]

    refused = await (await begin(layer, path=path, language=language))
    app.go.set()
    done = [await each for each in first]
    again = await (await begin(layer))

    assert refused.status == 503
    assert int(refused.headers["retry-after"]) >= 1
    assert words in refused.body.decode()
    if path.startswith("/v1/"):
        assert json.loads(refused.body)["code"] == "overloaded"
    assert [each.status for each in (*done, again)] == [200, 200, 200]
    assert app.begun == 3


async def test_who_is_still_sending_takes_nobodys_place() -> None:
    app = Working()
    layer = Admission(app, most=1)
    slow = await begin(layer, receive=never)
    app.go.set()

    answer = await (await begin(layer))

    assert answer.status == 200
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow
    assert (await (await begin(layer))).status == 200


async def test_who_watches_is_answered_however_much_there_is() -> None:
    app = Working()
    layer = Admission(app, most=0)
    app.go.set()

    answers = [await (await begin(layer, path=path)) for path in ("/ready", "/static/app.css")]

    assert [each.status for each in answers] == [200, 200]


async def test_a_slow_service_leaves_the_others_their_places() -> None:
    places = Places(most=1)

    with places.one_at("tickets", "requests"):
        with (
            pytest.raises(AreaUnavailable, match="too many calls") as refused,
            places.one_at("tickets", "requests"),
        ):
            pass
        with places.one_at("billing_docs", "documents"):
            pass
    with places.one_at("tickets", "requests"):
        pass

    assert refused.value.area == "requests"
