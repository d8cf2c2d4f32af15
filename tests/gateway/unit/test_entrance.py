"""Around every request: ids, safety headers, figures."""

import re

import httpx
import pytest

from gateway.api.openapi import build_openapi
from gateway.edge.static import address_of
from gateway.routes import API
from tests.gateway.samples import TOKEN
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("path", ["/v1/me", "/sign-in", "/health", "/static/portal.css", "/nope"])
async def test_every_answer_carries_the_safety_headers(
    anonymous: httpx.AsyncClient, path: str
) -> None:
    headers = (await anonymous.get(path)).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "base-uri 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "unsafe" not in headers["content-security-policy"]
    assert "strict-transport-security" not in headers


async def test_over_tls_browsers_are_told_to_stay_there(services: ScriptedServices) -> None:
    app = scripted_app(services, public_url="https://portal.example.com")
    async with client_of(app) as client:
        headers = (await client.get("/sign-in")).headers

    assert headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST"])
async def test_no_answer_lets_another_origin_read_it(
    signed_in: httpx.AsyncClient, method: str
) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}

    answer = await signed_in.request(method, "/v1/me", headers=asked)

    assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_what_is_personal_is_not_kept_and_style_sheets_are(
    signed_in: httpx.AsyncClient,
) -> None:
    personal = await signed_in.get("/v1/me")
    style = await signed_in.get("/static/portal.css")

    assert personal.headers["cache-control"] == "private, no-store"
    assert style.headers["cache-control"] == "public, max-age=86400"


async def test_style_sheets_travel_packed_to_those_who_take_them_so(
    anonymous: httpx.AsyncClient,
) -> None:
    plain = await anonymous.get("/static/portal.css", headers={"Accept-Encoding": "identity"})

    packed = await anonymous.get("/static/portal.css", headers={"Accept-Encoding": "br, gzip"})
    again = await anonymous.get(
        "/static/portal.css",
        headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["etag"]},
    )

    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert packed.headers["content-type"] == plain.headers["content-type"]
    assert int(packed.headers["content-length"]) < len(plain.content) / 3
    assert [each.headers["vary"] for each in (plain, packed)] == ["Accept-Encoding"] * 2
    assert again.status_code == 304


async def test_the_description_of_the_api_travels_packed_to_those_who_take_it_so(
    anonymous: httpx.AsyncClient,
) -> None:
    plain, packed = [
        await anonymous.get("/v1/openapi.json", headers={"Accept-Encoding": taken})
        for taken in ("identity", "gzip")
    ]

    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content == build_openapi(API)
    assert {each.headers["content-type"] for each in (plain, packed)} == {"application/json"}
    assert int(packed.headers["content-length"]) < len(plain.content) / 10
    assert [each.headers["vary"] for each in (plain, packed)] == ["Accept-Encoding"] * 2


@pytest.mark.parametrize("given", ["short", "x" * 65, "with space in it", "line\nbreak-12", ""])
async def test_only_a_sane_id_from_outside_is_taken_over(
    anonymous: httpx.AsyncClient, given: str
) -> None:
    response = await anonymous.get("/health", headers={b"X-Request-Id": given.encode()})

    assert response.headers["x-request-id"] != given
    assert len(response.headers["x-request-id"]) == 36


async def test_figures_are_kept_by_route_and_never_by_address(
    anonymous: httpx.AsyncClient,
) -> None:
    await anonymous.get("/v1/invitations/by-token/kt_very-secret")
    await anonymous.get("/secret-guess")

    figures = (await anonymous.get("/metrics")).text

    assert 'route="/v1/invitations/by-token/{token}",status="503"' in figures
    assert "secret" not in figures


async def test_figures_are_for_this_machine_unless_the_settings_say_so(
    services: ScriptedServices,
) -> None:
    far = {"X-Forwarded-For": "192.0.2.1"}
    async with client_of(scripted_app(services)) as client:
        closed = await client.get("/metrics", headers=far)
    async with client_of(scripted_app(services, metrics_open=True)) as client:
        opened = await client.get("/metrics", headers=far)

    assert (closed.status_code, opened.status_code) == (404, 200)


async def test_a_gateway_without_its_broker_lives_and_is_not_ready(
    anonymous: httpx.AsyncClient,
) -> None:
    health, ready = await anonymous.get("/health"), await anonymous.get("/ready")

    assert (health.status_code, ready.status_code) == (200, 503)
    assert ready.json()["missing"] == ["broker"]


async def test_logs_know_the_route_and_neither_token_nor_address(
    signed_in: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    await signed_in.get("/v1/invitations/by-token/kt_very-secret?next=elsewhere")

    logged = capsys.readouterr().out

    assert "/v1/invitations/by-token/{token}" in logged
    assert "kt_very-secret" not in logged
    assert TOKEN not in logged
    assert "elsewhere" not in logged


async def test_pages_ask_for_the_style_of_their_own_release(anonymous: httpx.AsyncClient) -> None:
    page = (await anonymous.get("/sign-in")).text

    addresses = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))

    assert address_of("portal.css") in addresses
    for address in addresses:
        assert re.search(r"\?v=[0-9a-f]{8}$", address), address
        assert (await anonymous.get(address)).status_code == 200
