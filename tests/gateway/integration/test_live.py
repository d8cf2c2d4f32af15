"""News over the real broker: every gateway hears it, and the end of a session as well."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import aiormq
import msgspec
import pytest
import pytest_asyncio

from contracts.events import ACCESS_ENDED, AccessEnded
from contracts.request_news import REQUEST_NEWS, News, RequestNews
from gateway.app import application, surroundings
from gateway.settings import Settings
from kontor_local.namespace import Namespace
from tests.gateway.flaky_line import until
from tests.gateway.integration.conftest import Portal
from tests.gateway.samples import SESSION_ID, an_authenticated
from tests.gateway.stream import Stream, listening
from tests.gateway.wire_service import WireService

pytestmark = pytest.mark.asyncio

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
REQUEST_ID = UUID("01930000-0000-7000-8000-000000000070")


@pytest_asyncio.fixture
async def answering(module_namespace: Namespace) -> AsyncIterator[None]:
    """Let identity and tickets answer what opening a stream asks."""
    identity = WireService(
        name="identity",
        url=module_namespace.amqp_url("identity"),
        methods={"authenticate": lambda **_: an_authenticated()},
    )
    tickets = WireService(
        name="tickets",
        url=module_namespace.amqp_url("tickets"),
        methods={"list_news": lambda **_: News(listens_to=("mine",), at=AT)},
    )
    async with identity, tickets:
        yield


async def broadcast(namespace: Namespace, service: str, kind: str, event: msgspec.Struct) -> None:
    connection = await aiormq.connect(namespace.amqp_url(service))
    channel = await connection.channel()
    await channel.basic_publish(
        msgspec.json.encode(event), exchange=f"{service}.events", routing_key=kind
    )
    await connection.close()


async def kind_of_next(stream: Stream) -> str | None:
    event = await stream.event()
    return None if event is None else event["event"]


@pytest.mark.usefixtures("answering")
async def test_two_gateways_hear_the_same_news_and_the_end_of_the_session(
    portal: Portal, settings: Settings, module_namespace: Namespace
) -> None:
    around = surroundings(settings)
    other = application(around)
    news = RequestNews(request_id=REQUEST_ID, at=AT, hearers=("mine",))
    ended = AccessEnded(session_ids=(SESSION_ID,), reason="signed_out", at=AT)

    async with other.router.lifespan_context(other):
        await until(lambda: around.broker.is_connected)
        async with listening(portal.app) as here, listening(other) as there:
            streams = (here, there)
            ready = [await kind_of_next(stream) for stream in streams]
            await broadcast(module_namespace, "tickets", REQUEST_NEWS, news)
            told = [await kind_of_next(stream) for stream in streams]
            await broadcast(module_namespace, "identity", ACCESS_ENDED, ended)
            last = [await kind_of_next(stream) for stream in streams]
            after = [await kind_of_next(stream) for stream in streams]

    assert (ready, told) == (["ready"] * 2, ["request"] * 2)
    assert (last, after) == (["ended"] * 2, [None] * 2)
