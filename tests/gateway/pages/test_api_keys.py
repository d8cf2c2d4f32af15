"""Keys for machines on a page: made, shown once, listed, revoked."""

from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.api_keys import ApiKeys, ListedKey
from contracts.errors import InvalidInput
from contracts.identity import ApiKey, CreateApiKey
from tests.gateway.samples import TOKEN, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

PAGE = "/api-keys"
KEY_ID = UUID(int=7001, version=4)
NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
LISTED = ListedKey(
    id=KEY_ID, name="ERP <1>", scopes=("documents.publish",), sources=("/erp",), created_at=NOW
)
MADE = ApiKey(id=KEY_ID, name="ERP <1>", key="kk_geheim", scopes=("documents.publish",))


@pytest.fixture(autouse=True)
def administrator(services: ScriptedServices) -> None:
    """Let the browser be one of the vendor's administrators."""
    services.tokens[TOKEN] = an_authenticated(a_principal(role="admin", organisation_kind="vendor"))
    services.says("identity.list_api_keys", ApiKeys(items=(LISTED,)))
    services.says("identity.create_api_key", MADE)
    services.says("identity.revoke_api_key", None)


async def test_a_key_is_made_shown_this_once_and_revoked(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    form = {"name": "ERP <1>", "scope": "documents.publish", "sources": "/erp /erp/2"}

    listed = await browser.get(PAGE)
    made = await browser.post(PAGE, data=form)
    revoked = await browser.post(f"{PAGE}/{KEY_ID}/revoke")

    (asked,) = services.calls_of("identity.create_api_key")
    assert asked.arguments["request"] == CreateApiKey(
        name="ERP <1>", scopes=("documents.publish",), sources=("/erp", "/erp/2")
    )
    assert "kk_geheim" in made.text
    assert "no-store" in made.headers["cache-control"]
    assert "kk_geheim" not in listed.text
    assert "ERP &lt;1&gt;" in listed.text
    assert revoked.headers["location"] == f"{PAGE}?done=revoked"
    assert services.calls_of("identity.revoke_api_key")[0].arguments == {"key_id": KEY_ID}


async def test_what_is_wrong_with_a_key_stands_at_its_field(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.create_api_key", InvalidInput("sources", "required"))

    refused = await browser.post(PAGE, data={"name": "ERP", "scope": "documents.publish"})

    assert BeautifulSoup(refused.text, "html.parser").select_one("#sources-fault") is not None


async def test_customers_make_reading_keys_alone(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(role="admin"))

    shown = BeautifulSoup((await browser.get(PAGE)).text, "html.parser")
    foreign = await browser.post(PAGE, data={"name": "ERP", "scope": "documents.publish"})

    assert [each["value"] for each in shown.select("input[name=scope]")] == ["documents.read"]
    assert BeautifulSoup(foreign.text, "html.parser").select_one("#scope-fault") is not None
    assert not services.calls_of("identity.create_api_key")


async def test_support_sees_the_keys_and_is_offered_no_change(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.tokens[TOKEN] = an_authenticated(
        a_principal(role="admin", support_session_id=UUID(int=7, version=4))
    )

    looked = BeautifulSoup((await browser.get(PAGE)).text, "html.parser")

    assert not looked.select("main form")


async def test_members_see_no_keys(browser: httpx.AsyncClient, services: ScriptedServices) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(role="member"))

    answers = [await browser.get(PAGE), await browser.post(PAGE, data={"name": "x"})]

    assert [each.status_code for each in answers] == [403, 403]
