"""A gateway whose services are scripted, and a client that is signed in."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from tests.gateway.samples import TOKEN
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app


@pytest.fixture
def services() -> ScriptedServices:
    return ScriptedServices()


@pytest_asyncio.fixture
async def anonymous(services: ScriptedServices) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(scripted_app(services)) as client:
        yield client


@pytest_asyncio.fixture
async def signed_in(services: ScriptedServices) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with client_of(scripted_app(services), headers=headers) as client:
        yield client


@pytest_asyncio.fixture
async def browser(services: ScriptedServices) -> AsyncIterator[httpx.AsyncClient]:
    """A browser with a session cookie, on one of our own pages."""
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
    cookies = {"kontor_session": TOKEN}
    async with client_of(scripted_app(services), headers=headers, cookies=cookies) as client:
        yield client
