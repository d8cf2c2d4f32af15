"""Sessions over the real broker: one sign-in for all areas, and its end felt at once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import aiormq
import msgspec
import pytest
import pytest_asyncio

from contracts.billing_docs import DocumentPage
from contracts.catalog import Packages
from contracts.errors import NotSignedIn
from contracts.events import ACCESS_ENDED, AccessEnded
from contracts.identity import Authenticated, Session
from contracts.tickets import RequestPage
from kontor_local.namespace import Namespace
from tests.gateway.flaky_line import until
from tests.gateway.integration.conftest import Portal
from tests.gateway.samples import SESSION_ID, TOKEN, a_session, an_authenticated
from tests.gateway.wire_service import WireService

pytestmark = pytest.mark.asyncio

AS_PERSON = {"Authorization": f"Bearer {TOKEN}"}


class OpenSessions:
    """Identity's part: which tokens are worth something."""

    def __init__(self) -> None:
        self.tokens = {TOKEN}

    def open_session(self, request: dict[str, Any]) -> Session:
        del request
        self.tokens.add(TOKEN)
        return a_session()

    def authenticate(self, token: str) -> Authenticated:
        if token not in self.tokens:
            raise NotSignedIn
        return an_authenticated()

    def close_session(self) -> None:
        self.tokens.discard(TOKEN)


@pytest.fixture
def sessions() -> OpenSessions:
    return OpenSessions()


@pytest_asyncio.fixture
async def identity(
    module_namespace: Namespace, sessions: OpenSessions
) -> AsyncIterator[WireService]:
    methods: dict[str, Callable[..., Any]] = {
        "open_session": sessions.open_session,
        "authenticate": sessions.authenticate,
        "close_session": sessions.close_session,
    }
    url = module_namespace.amqp_url("identity")
    async with WireService(name="identity", url=url, methods=methods) as service:
        yield service


async def broadcast_end(namespace: Namespace, session_id: UUID) -> None:
    connection = await aiormq.connect(namespace.amqp_url("identity"))
    channel = await connection.channel()
    event = AccessEnded(session_ids=(session_id,), reason="signed_out", at=datetime.now(UTC))
    await channel.basic_publish(
        msgspec.json.encode(event), exchange="identity.events", routing_key=ACCESS_ENDED
    )
    await connection.close()


@pytest.mark.req("SE-02")
async def test_one_sign_in_opens_every_area(
    portal: Portal, identity: WireService, module_namespace: Namespace
) -> None:
    documents = WireService(
        name="billing_docs",
        url=module_namespace.amqp_url("billing_docs"),
        methods={"list_documents": lambda **_: DocumentPage(items=(), next_cursor=None)},
    )
    requests = WireService(
        name="tickets",
        url=module_namespace.amqp_url("tickets"),
        methods={"list_requests": lambda **_: RequestPage(items=(), next_cursor=None)},
    )
    packages = WireService(
        name="catalog",
        url=module_namespace.amqp_url("catalog"),
        methods={"list_packages": lambda: Packages(items=())},
    )

    async with documents, requests, packages:
        session = await portal.client.post(
            "/v1/sessions", json={"email": "erika@example.com", "password": "a long password"}
        )
        headers = {"Authorization": f"Bearer {session.json()['token']}"}
        answers = [
            await portal.client.get(path, headers=headers)
            for path in ("/v1/documents", "/v1/requests", "/v1/packages")
        ]

    assert session.status_code == 201
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    questions = [taken.method for taken in identity.taken]
    assert questions == ["open_session", "authenticate"]  # asked once, then remembered


async def test_requests_at_the_same_moment_share_one_question(
    portal: Portal, identity: WireService
) -> None:
    answers = await asyncio.gather(
        *(portal.client.get("/v1/me", headers=AS_PERSON) for _ in range(20))
    )

    assert {answer.status_code for answer in answers} == {200}
    assert [taken.method for taken in identity.taken] == ["authenticate"]


async def test_an_ended_session_is_refused_as_soon_as_identity_says_so(
    portal: Portal, identity: WireService, sessions: OpenSessions, module_namespace: Namespace
) -> None:
    assert (await portal.client.get("/v1/me", headers=AS_PERSON)).status_code == 200
    sessions.tokens.clear()
    still_remembered = await portal.client.get("/v1/me", headers=AS_PERSON)

    await broadcast_end(module_namespace, uuid4())  # somebody else's
    await broadcast_end(module_namespace, SESSION_ID)

    async def is_refused() -> bool:
        return (await portal.client.get("/v1/me", headers=AS_PERSON)).status_code == 401

    async with asyncio.timeout(1):  # far less than the five seconds it would be remembered
        await until(is_refused)
    assert still_remembered.status_code == 200
    assert [taken.method for taken in identity.taken].count("authenticate") == 2


async def test_signing_out_ends_the_token_at_once(portal: Portal, identity: WireService) -> None:
    assert (await portal.client.get("/v1/me", headers=AS_PERSON)).status_code == 200

    signed_out = await portal.client.delete("/v1/sessions/current", headers=AS_PERSON)
    refused = await portal.client.get("/v1/me", headers=AS_PERSON)

    assert signed_out.status_code == 204
    assert refused.status_code == 401
    assert [taken.method for taken in identity.taken] == [
        "authenticate",
        "close_session",
        "authenticate",
    ]


@pytest.mark.req("BR-03")
async def test_an_area_that_is_down_is_named_and_the_others_go_on(
    portal: Portal, identity: WireService, module_namespace: Namespace
) -> None:
    del identity
    documents = WireService(
        name="billing_docs",
        url=module_namespace.amqp_url("billing_docs"),
        methods={"list_documents": lambda **_: DocumentPage(items=(), next_cursor=None)},
    )

    async with documents:
        up = await portal.client.get("/v1/documents", headers=AS_PERSON)
        down = await portal.client.get(
            "/v1/entitlements", headers={**AS_PERSON, "Accept-Language": "en"}
        )

    assert up.status_code == 200
    assert down.status_code == 503
    assert down.headers["retry-after"]
    assert down.json()["area"] == "packages"
