"""FTP access over HTTP, on its page, and as the hooks of an FTP server."""

import base64
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
import pytest_asyncio

from contracts.errors import InvalidInput, NotPermitted
from contracts.ftp_access import (
    CheckFtpPassword,
    FtpAccess,
    FtpAccesses,
    FtpPassword,
    FtpVerdict,
    PutFtpAccess,
)
from tests.gateway.contract_samples import CONTRACT_ID
from tests.gateway.samples import TOKEN, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio

SECRET = "q" * 40
PASSWORD = "Winterreise-4711-Nordlicht"
ENDS_AT = datetime(2027, 1, 31, 23, 0, tzinfo=UTC)
ACCESS = FtpAccess(
    contract_id=CONTRACT_ID,
    contract_number="V-2025-0042",
    title=None,
    protocol="sftp",
    host="sftp.example.com",
    port=22,
    user_name="musterfabrik",
    directory="/musterfabrik",
    is_open=True,
    locked_after=date(2027, 1, 31),
    changed_at=ENDS_AT,
)
TYPED = {"username": "musterfabrik", "password": PASSWORD, "ip": "192.0.2.7", "protocol": "SSH"}


@pytest_asyncio.fixture
async def server(services: ScriptedServices) -> AsyncIterator[httpx.AsyncClient]:
    """Return an FTP server that knows the secret, as SFTPGo sends it from the hook's address."""
    app = scripted_app(services, ftp_hook_secret=SECRET, ftp_limit="3/minute")
    basic = base64.b64encode(f"hook:{SECRET}".encode()).decode()
    async with client_of(app, headers={"Authorization": f"Basic {basic}"}) as client:
        yield client


@pytest.mark.req("SE-72")
async def test_an_ftp_server_is_told_who_may_come_in_and_until_when(
    services: ScriptedServices, server: httpx.AsyncClient
) -> None:
    verdict = FtpVerdict(is_allowed=True, directory="/musterfabrik", open_until=ENDS_AT)
    services.says("catalog.check_ftp_password", verdict)

    checked = await server.post("/v1/ftp/check-password", json=TYPED)
    user = await server.post("/v1/ftp/external-auth", json=TYPED)
    services.says("catalog.check_ftp_password", FtpVerdict(is_allowed=False))
    refused = [
        await server.post(path, json={**TYPED, "ip": "192.0.2.8", "username": "other"})
        for path in ("/v1/ftp/check-password", "/v1/ftp/external-auth")
    ]

    assert checked.json() == {"status": 1, "to_verify": ""}
    assert user.json() == {
        "username": "musterfabrik",
        "status": 1,
        "home_dir": "/musterfabrik",
        "permissions": {"/": ["*"]},
        "expiration_date": int(ENDS_AT.timestamp()) * 1000,
    }
    assert [each.status_code for each in refused] == [200, 200]
    assert refused[0].json()["status"] == 0
    assert refused[1].json()["username"] == ""
    asked = services.calls_of("catalog.check_ftp_password")[0].arguments["request"]
    assert asked == CheckFtpPassword(user_name="musterfabrik", password=PASSWORD)


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": ""},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic %%%"},
        {"Authorization": "Basic " + base64.b64encode(b"hook:wrong").decode()},
        {"Authorization": f"Basic {base64.b64encode(SECRET.encode()).decode()}"},
    ],
)
async def test_whoever_does_not_know_the_secret_asks_in_vain(
    services: ScriptedServices, server: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await server.post("/v1/ftp/check-password", json=TYPED, headers=headers)

    assert answer.status_code == 401
    assert services.asked == []


async def test_without_a_secret_there_is_no_hook(
    services: ScriptedServices, anonymous: httpx.AsyncClient
) -> None:
    answer = await anonymous.post(
        "/v1/ftp/check-password", json=TYPED, headers={"Authorization": "Bearer "}
    )

    assert (answer.status_code, services.asked) == (404, [])


@pytest.mark.parametrize("changes", [{}, {"ip": "every"}, {"username": "every"}])
async def test_guessing_is_slowed_down_by_address_and_by_name(
    services: ScriptedServices, server: httpx.AsyncClient, changes: dict[str, str]
) -> None:
    services.says("catalog.check_ftp_password", FtpVerdict(is_allowed=False))

    answers = []
    for number in range(5):
        own = {"ip": f"192.0.2.{number}", "username": f"user{number}"}
        varied = {name: own[name] for name in changes}
        answers.append(await server.post("/v1/ftp/check-password", json={**TYPED, **varied}))

    assert [each.status_code for each in answers] == [200, 200, 200, 429, 429]
    assert len(services.calls_of("catalog.check_ftp_password")) == 3


@pytest.mark.req("SE-56")
async def test_administrators_see_their_access_and_a_password_only_when_they_ask(
    services: ScriptedServices, signed_in: httpx.AsyncClient, browser: httpx.AsyncClient
) -> None:
    services.tokens[TOKEN] = an_authenticated(principal=a_principal(role="admin"))
    services.says("catalog.list_ftp_access", FtpAccesses(items=(ACCESS,)))
    services.says(
        "catalog.reveal_ftp_password", FtpPassword(contract_id=CONTRACT_ID, password=PASSWORD)
    )

    listed = await signed_in.get("/v1/ftp-access")
    told = await signed_in.post(f"/v1/ftp-access/{CONTRACT_ID}/reveal")
    page = await browser.get("/ftp-access")
    shown = await browser.post(f"/ftp-access/{CONTRACT_ID}")

    assert PASSWORD not in listed.text
    assert PASSWORD not in page.text
    assert "sftp.example.com:22" in page.text
    assert "offen bis einschließlich 31.01.2027" in page.text
    assert PASSWORD in shown.text
    assert told.json()["password"] == PASSWORD
    assert told.headers["cache-control"] == "private, no-store"
    assert shown.headers["cache-control"] == "no-store"
    services.says("catalog.reveal_ftp_password", InvalidInput("contract_id", "ftp_locked"))
    locked = await browser.post(f"/ftp-access/{CONTRACT_ID}")
    assert locked.status_code == 422
    for method in ("list_ftp_access", "reveal_ftp_password"):
        services.says(f"catalog.{method}", NotPermitted("admin"))
    assert (await signed_in.get("/v1/ftp-access")).status_code == 403
    refused = await signed_in.post(f"/v1/ftp-access/{CONTRACT_ID}/reveal")
    assert refused.status_code == 403


async def test_an_access_is_put_and_removed(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    services.says("catalog.put_ftp_access", ACCESS)
    services.says("catalog.remove_ftp_access", None)
    address = f"/v1/contracts/{CONTRACT_ID}/ftp-access"
    body: dict[str, Any] = {"host": "sftp.example.com", "user_name": "musterfabrik"}

    put = await signed_in.put(address, json={**body, "password": PASSWORD})
    removed = await signed_in.delete(address)
    wrong = [
        await signed_in.put(address, json={**body, **changes})
        for changes in (
            {"password": "short"},
            {"user_name": "a b"},
            {"port": 0},
            {"directory": "relative"},
        )
    ]

    assert (put.status_code, removed.status_code) == (200, 204)
    assert "password" not in put.json()
    assert [each.status_code for each in wrong] == [422] * 4
    (asked,) = services.calls_of("catalog.put_ftp_access")
    assert asked.arguments["request"] == PutFtpAccess(
        contract_id=CONTRACT_ID,
        host="sftp.example.com",
        user_name="musterfabrik",
        password=PASSWORD,
    )


@pytest.mark.parametrize("named", [f"{'n' * 32},{SECRET}", f"{SECRET},{'o' * 32}"])
async def test_while_one_secret_takes_the_place_of_another_both_are_believed(
    services: ScriptedServices, named: str
) -> None:
    verdict = FtpVerdict(is_allowed=True, directory="/musterfabrik", open_until=ENDS_AT)
    services.says("catalog.check_ftp_password", verdict)
    app = scripted_app(services, ftp_hook_secret=named, ftp_limit="30/minute")

    async with client_of(app) as client:
        answers = [
            await client.post(
                "/v1/ftp/check-password",
                json=TYPED,
                headers={"Authorization": f"Bearer {secret}"},
            )
            for secret in (*named.split(","), named, "", ",")
        ]

    assert [answer.status_code for answer in answers] == [200, 200, 401, 401, 401]
