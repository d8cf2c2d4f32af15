"""The stream of news: who hears what, from where on, how many, and when it ends."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from starlette.applications import Starlette

from contracts.errors import NotPermitted
from contracts.events import AccessEnded
from contracts.request_news import News, RequestNews
from gateway.app import application
from gateway.edge import live
from gateway.edge.live import Live
from tests.gateway.samples import SESSION_ID, TOKEN, an_authenticated
from tests.gateway.scripted_services import Asked, ScriptedServices, scripted_surroundings
from tests.gateway.stream import Stream, listening

pytestmark = pytest.mark.asyncio

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
OTHER_SESSION = UUID("01930000-0000-7000-8000-000000000099")
MINE, OTHERS = "customer|1|person:1", "customer|2|person:2"


def news(number: int, *hearers: str) -> RequestNews:
    return RequestNews(request_id=UUID(int=number), at=AT, hearers=hearers or (MINE,))


@pytest.fixture
def around(services: ScriptedServices) -> Live:
    """Return the streams of the gateway, whose caller listens to `MINE`."""
    services.says("tickets.list_news", News(listens_to=(MINE,), at=AT))
    return Live()


@pytest.fixture
def app(services: ScriptedServices, around: Live) -> Starlette:
    surroundings = scripted_surroundings(services)
    object.__setattr__(surroundings, "live", around)
    return application(surroundings)


async def ready(stream: Stream) -> dict[str, str]:
    event = await stream.event()
    assert event is not None
    assert event["event"] == "ready"
    return event


async def request_in(stream: Stream) -> UUID:
    event = await stream.event()
    assert event is not None
    assert event["event"] == "request"
    told: dict[str, str] = msgspec.json.decode(event["data"])
    assert set(told) == {"request_id"}
    return UUID(told["request_id"])


async def test_a_listener_hears_what_is_for_him_and_nothing_else(
    app: Starlette, around: Live
) -> None:
    async with listening(app) as stream:
        await ready(stream)
        around.tell(news(1, OTHERS))
        around.tell(news(2, OTHERS, MINE))

        assert await request_in(stream) == UUID(int=2)

    assert stream.status == 200
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert stream.headers["cache-control"] == "private, no-store"


async def test_news_that_come_while_the_names_are_asked_for_are_not_lost(
    app: Starlette, around: Live, services: ScriptedServices
) -> None:
    def answer(_: Asked) -> News:
        around.tell(news(3))
        around.tell(news(4, OTHERS))
        return News(listens_to=(MINE,), at=AT)

    services.says("tickets.list_news", answer)

    async with listening(app) as stream:
        await ready(stream)
        around.tell(news(5))
        heard = [await request_in(stream), await request_in(stream)]

    assert heard == [UUID(int=3), UUID(int=5)]


async def test_a_browser_that_comes_back_says_since_when_and_hears_what_it_missed(
    app: Starlette, services: ScriptedServices
) -> None:
    missed = News(listens_to=(MINE,), at=AT, request_ids=(UUID(int=7),), is_cut=True)
    services.says("tickets.list_news", missed)
    last = AT - timedelta(minutes=1)

    async with listening(
        app, "since=2026-11-01T00:00:00Z", last_event_id=last.isoformat()
    ) as stream:
        first = await ready(stream)
        anew = await stream.event()
        request_id = await request_in(stream)

    assert first["id"] == AT.isoformat()
    assert anew is not None
    assert anew["event"] == "anew"
    assert request_id == UUID(int=7)
    (asked,) = services.calls_of("tickets.list_news")
    assert asked.arguments["query"].since == last


@pytest.mark.parametrize("given", ["yesterday", "2026-11-01T00:00:00", "0"])
async def test_a_place_that_no_stream_gave_is_refused(app: Starlette, given: str) -> None:
    async with listening(app, last_event_id=given) as stream:
        assert stream.status == 422


async def test_a_stream_ends_with_the_session_and_says_so(app: Starlette, around: Live) -> None:
    async with listening(app) as stream:
        await ready(stream)
        around.end(AccessEnded(session_ids=(OTHER_SESSION,), reason="revoked", at=AT))
        around.tell(news(1))
        assert await request_in(stream) == UUID(int=1)

        around.end(AccessEnded(session_ids=(SESSION_ID,), reason="rights_changed", at=AT))
        last = await stream.event()

        assert last is not None
        assert last["event"] == "ended"
        assert await stream.event() is None


async def test_what_may_have_been_missed_ends_the_stream_so_that_the_browser_comes_back(
    app: Starlette, around: Live
) -> None:
    async with listening(app) as stream:
        first = await ready(stream)
        around.end_all()

        assert await stream.event() is None
    assert 1_000 <= int(first["retry"]) <= 4_000


async def test_a_session_that_ended_while_the_stream_was_opened_gets_none(
    app: Starlette, services: ScriptedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Live.open

    def end_meanwhile(self: Live, session_id: UUID) -> live.Listener:
        # As a broadcast that comes between the look at the session and the first word.
        surroundings = app.state.around
        surroundings.sessions.end(AccessEnded(session_ids=(session_id,), reason="revoked", at=AT))
        services.tokens.clear()
        return opened(self, session_id)

    monkeypatch.setattr(Live, "open", end_meanwhile)

    async with listening(app) as stream:
        assert stream.status == 401
    assert services.calls_of("tickets.list_news") == []


async def test_a_session_has_six_streams_and_gets_another_once_one_is_closed(
    app: Starlette,
) -> None:
    async with AsyncExitStack() as stack:
        streams = [
            await stack.enter_async_context(listening(app)) for _ in range(live.MOST_OF_ONE_SESSION)
        ]
        async with listening(app) as one_too_many:
            assert one_too_many.status == 429
        assert [stream.status for stream in streams] == [200] * live.MOST_OF_ONE_SESSION

    async with listening(app) as again:
        assert again.status == 200


async def test_who_may_not_hear_news_is_told_so_and_leaves_nothing_open(
    app: Starlette, around: Live, services: ScriptedServices
) -> None:
    services.says("tickets.list_news", NotPermitted("role_sees_documents_only"))

    for _ in range(live.MOST_OF_ONE_SESSION + 1):
        async with listening(app) as stream:
            assert stream.status == 403

    around.tell(news(1))


async def test_a_stream_is_never_longer_than_its_session(
    app: Starlette, services: ScriptedServices
) -> None:
    soon = datetime.now(UTC) + timedelta(milliseconds=50)
    services.tokens[TOKEN] = an_authenticated(session_expires_at=soon)

    async with listening(app) as stream:
        await ready(stream)
        assert await stream.event() is None


async def test_more_news_than_anybody_reads_one_by_one_asks_to_read_everything_anew() -> None:
    listener = Live().open(SESSION_ID)
    listener.called((MINE,))

    for number in range(300):
        listener.hear(news(number))

    async with asyncio.timeout(1):
        assert await listener.next() == "anew"


async def test_of_one_request_the_last_news_is_passed_on_once() -> None:
    listener = Live().open(SESSION_ID)
    listener.called((MINE,))

    for _ in range(300):
        listener.hear(news(1))

    async with asyncio.timeout(1):
        assert await listener.next() == {UUID(int=1): AT}
